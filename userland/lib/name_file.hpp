#pragma once

#include <span>
#include <string>
#include <vector>

/// What --files0-from names: a file of names, each ended by NUL, that take the place of operands.
class name_file {
public:
    /// Reads the names from `path`; "-" is standard input. False after a message: it cannot be
    /// read, or there are operands, too.
    [[nodiscard]] bool read(const char *path, std::span<char *const> operands, int error_status);

    [[nodiscard]] std::span<char *> names() { return names_; }
    /// Whether a name that cannot be one has been left out, with a message.
    [[nodiscard]] bool flawed() const { return flawed_; }

private:
    void split(const char *path);

    std::string text_;
    std::vector<char *> names_;
    bool flawed_ = false;
};
