#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace edit {

/// What a byte of a program is.
enum class colour : uint8_t {
    plain,
    comment,
    string,
    number,
    keyword,
    type,
    preprocessor,
    escape,
    variable
};

/// What a line begins inside of; 0 is nothing. Its other values belong to the language.
using line_state = uint16_t;

/// A language's lexical rules, one line at a time. Any bytes are fine.
class syntax {
public:
    virtual ~syntax() = default;

    /// Colours `line`, which has no newline: `colours` gets one entry a byte. `before` is what an
    /// earlier call returned for the line above, or 0. Returns the state for the line below.
    virtual line_state colour_line(std::string_view line, line_state before,
                                   std::vector<colour> &colours) = 0;
    [[nodiscard]] virtual const char *name() const = 0;
};

/// The language of a file, by its name or its first line ("#!/bin/sh"); null if there is none.
[[nodiscard]] std::unique_ptr<syntax> syntax_of(std::string_view path, std::string_view head);

/// The languages; see syntax_c.cpp, syntax_shell.cpp.
[[nodiscard]] std::unique_ptr<syntax> make_c_syntax();
[[nodiscard]] std::unique_ptr<syntax> make_shell_syntax();

}  // namespace edit
