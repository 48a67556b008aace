#pragma once

#include <cstdint>

/// The part of a file that `tail` writes first.
struct tail_part {
    uint64_t count = 10;
    bool bytes = false;       ///< `count` is of bytes, not lines
    bool from_start = false;  ///< from the count-th one on, not the last ones
    char end = '\n';

    /// Sets the count from `[+-]NUMBER`. False if it is none.
    [[nodiscard]] bool parse(const char *text);

    /// Writes the part of the file open as `descriptor` to standard output and leaves the offset at
    /// its end. 0, or the errno of a failed read.
    [[nodiscard]] int write(int descriptor) const;

private:
    [[nodiscard]] int copy_rest(int descriptor) const;
    [[nodiscard]] int skip(int descriptor) const;
    [[nodiscard]] int write_end_of_file(int descriptor, int64_t start, int64_t size) const;
    [[nodiscard]] int write_end_of_stream(int descriptor) const;
};
