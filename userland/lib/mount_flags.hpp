#pragma once

#include <string>

/// The options of mount -o: flags for mount(2), and the rest for the file system itself.
struct mount_options {
    unsigned long flags = 0;
    std::string data;  ///< separated by commas

    /// Adds the options that `text` lists. Those that only /etc/fstab knows have no effect.
    void add(const char *text);
};
