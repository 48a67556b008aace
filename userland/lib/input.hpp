#pragma once

#include <cstddef>
#include <string_view>

/// A file read in large pieces, by block or by line. "-" names standard input.
class input {
public:
    input() = default;
    ~input();
    input(const input &) = delete;
    input &operator=(const input &) = delete;

    /// Opens `path`. False with errno set on failure; nothing is printed.
    [[nodiscard]] bool open(const char *path);

    /// The next piece, valid until the next call; empty at the end or after an error.
    std::string_view block();

    /// The next line with its terminator, if the file has one there. Lines have any length and any
    /// bytes. Valid until the next call; empty at the end or after an error.
    std::string_view line(char terminator = '\n');

    /// Gives the last `size` bytes of what block() or line() has returned back.
    void unread(size_t size) { begin_ -= size; }
    /// Of standard input, leaves what was read ahead to the program that reads it next, if it can
    /// seek.
    void leave_rest() const;

    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// The errno of the read that failed, or 0.
    [[nodiscard]] int error() const { return error_; }

private:
    bool fill();

    int descriptor_ = -1;
    int error_ = 0;
    bool end_ = false;
    char *buffer_ = nullptr;
    size_t capacity_ = 0;
    size_t begin_ = 0;
    size_t filled_ = 0;
};
