#pragma once

#include "bin/tail/tail_part.hpp"

#include <ctime>
#include <sys/stat.h>
#include <sys/types.h>
#include <vector>

/// A file that `tail -f` watches.
struct tail_file {
    const char *name;
    int descriptor = -1;
    struct stat status = {};
    bool headed = false;  ///< its header has been written
};

/// Writes what is added to files, for ever.
class tail_follower {
public:
    bool by_name = false;  ///< -F: the name is followed, not the file
    bool headers = false;
    timespec pause = {0, 100000000};
    pid_t process = 0;  ///< --pid: end when this one has

    /// Returns when nothing is left to follow.
    void follow(std::vector<tail_file> &files);

    /// Writes the header of a file, unless it is that of the last one written.
    void head(const tail_file &file);

private:
    bool copy_added(tail_file &file);
    void look_again(tail_file &file);

    const tail_file *last_ = nullptr;
    bool first_ = true;
};
