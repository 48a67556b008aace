// Reading numbers.
#pragma once

#include <stdint.h>

namespace msh {

// A number as C writes it, with a sign, 0x or 0 before it; returns what follows, `text` itself if
// there is none. Beyond 64 bits it is the greatest, and `overflow` is set.
const char *read_number(const char *text, uint64_t &value, bool &negative, bool &overflow);

// Decimal digits and nothing else, as far as an int reaches; -1 if it is something else.
int plain_number(const char *text);

}  // namespace msh
