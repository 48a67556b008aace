// Numbers and messages as text. The C library's printf brings three times this shell's budget with
// it for floating point alone.
#pragma once

#include "msh/buffer.hpp"

#include <stdarg.h>
#include <stdint.h>

namespace msh {

// How a conversion of printf is written.
struct number_format {
    bool left = false, zeros = false, plus = false, blank = false, alternative = false;
    int width = 0;       // negative means left
    int precision = -1;  // none
    char conversion = 'd';
};

// d i u o x X: for d and i the value is a signed one.
void add_integer(buffer &into, uint64_t value, const number_format &f);
// A text of that width, padded by blanks.
void add_padded(buffer &into, std::string_view text, size_t characters, const number_format &f);

// The conversions %s %c %d %u %o %x %% with -, 0, width, precision (also *), l and ll.
void add_format(buffer &into, const char *format, va_list arguments);

}  // namespace msh
