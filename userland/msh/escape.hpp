// Backslash escapes of echo -e and printf.
#pragma once

#include "msh/buffer.hpp"

namespace msh {

enum class escape_style : unsigned char { echo, format };

// Adds the text with its escapes replaced. False if it had \c: nothing more is to be written.
bool add_escaped(const char *text, buffer &into, escape_style style);
// One escape behind the backslash at `p`; returns what follows it, null for \c.
const char *add_escape(const char *p, buffer &into, escape_style style);

}  // namespace msh
