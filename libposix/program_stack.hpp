/// \file
/// The stack that a program begins with: argument and environment strings, the vectors that point
/// at them, the auxiliary vector, in Linux's layout. It is built in the new stack's memory before
/// the old program is gone.
#pragma once

#include <cstdint>
#include <string_view>

#include <user_copy.hpp>

namespace posix {

/// A zero-terminated array of string addresses.
struct string_vector {
    uint64_t address;  ///< 0: an empty one
    bool own;          ///< in the library's memory, not the application's
};

/// What stands in place of the first argument (the interpreters of a script, the path), or nothing.
struct argument_prefix {
    static constexpr unsigned max = 12;
    unsigned count;
    std::string_view text[max];
};

struct auxiliary_values {
    uint64_t headers, header_count, base, entry;
    uint64_t random[2];
    bool secure;
};

class program_stack {
public:
    program_stack() = default;
    program_stack(const program_stack &) = delete;
    program_stack &operator=(const program_stack &) = delete;
    /// Unmaps it unless it was kept.
    ~program_stack();

    /// Maps a stack beside the present one. \param size bytes that it may grow to, beside its
    /// strings. \return 0 or -ENOMEM.
    long create(uint64_t size);
    /// Copies the strings. `arguments` loses its first when there is a prefix. \return 0, -E2BIG,
    /// -EFAULT.
    long copy_strings(const argument_prefix &prefix, string_vector arguments,
                      string_vector environment, std::string_view executable);
    /// Writes the auxiliary vector. \return the initial stack pointer.
    uint64_t finish(const auxiliary_values &values);
    /// It has become the process's stack.
    void keep() { begin_ = 0; }

    uint64_t begin() const { return begin_; }
    uint64_t end() const { return end_; }
    uint64_t arguments_begin() const { return arguments_begin_; }
    uint64_t arguments_end() const { return environment_begin_; }
    uint64_t environment_begin() const { return environment_begin_; }
    uint64_t environment_end() const { return environment_end_; }

private:
    bool add(std::string_view text);
    long add(string_vector vector, unsigned skip);
    void point(uint64_t address);

    uint64_t begin_ = 0, end_ = 0;
    uint64_t at_ = 0;       ///< next string goes here
    uint64_t vector_ = 0;   ///< next word of the vectors goes here
    uint64_t initial_ = 0;  ///< initial stack pointer
    uint64_t arguments_begin_ = 0, environment_begin_ = 0, environment_end_ = 0, executable_ = 0,
             extras_ = 0;
};

}  // namespace posix
