#pragma once

#include <optional>
#include <string>
#include <vector>

/// A mounted file system, as a line of /proc/self/mounts has it.
struct mount_entry {
    std::string device, folder, type, options;
};

/// All that is mounted, in the order of mounting. No value with errno set if it cannot be read.
[[nodiscard]] std::optional<std::vector<mount_entry>> read_mount_table();

/// The last mounted entry that holds `path`, or that is mounted on or from it. In a changed root
/// the table may lack it: then the topmost folder of the same device, with "-" as device and type.
/// No value with errno set if there is no such file.
[[nodiscard]] std::optional<mount_entry> find_mount(const std::vector<mount_entry> &table,
                                                    const char *path);
