/// \file
/// A system call as a line of text, as strace(1) writes it.
#pragma once

#include <cstdint>
#include <string>

#include <strace/memory.hpp>
#include <strace/shapes.hpp>

namespace strace {

class call {
public:
    /// The arguments that the call reads are looked at now.
    call(const memory &process, uint64_t number, const uint64_t (&arguments)[6]);
    /// The whole line, with what the call has written.
    std::string finished(const memory &process, int64_t result) const;
    /// When it never returns: "exit_group(0) = ?"
    std::string unfinished() const;

private:
    bool is_output(char letter) const;
    std::string input(const memory &process, unsigned index) const;
    std::string output(const memory &process, unsigned index, int64_t result) const;

    std::string name_;
    shape shape_;
    uint64_t arguments_[6];
    std::string texts_[6];
};

/// " = 3", " = -1 ENOENT (No such file or directory)"
std::string result_text(std::string_view name, int64_t result);

}  // namespace strace
