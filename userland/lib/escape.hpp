#pragma once

#include <string>

/// How the digits of a byte in octal are written: \NNN as in a format of printf, or \0NNN as well,
/// as for its %b and for echo -e.
enum class escape_style { format, text };

/// What came of an escape.
enum class escape_result { byte, end, missing_digits };

/// Appends to `to` what the escape stands for whose backslash is at `text`, and moves `text` behind
/// it. What is no escape stays as it is. `end` after \c, which ends all output; `missing_digits`
/// after \x, \u or \U without digits, when nothing is appended.
escape_result append_escape(std::string &to, const char *&text, escape_style style);
