// Arithmetic expansion: signed 64-bit integers with all of C's operators, and ** of bash.
#pragma once

#include <stdint.h>

#include <string_view>

namespace msh {

// False, with a message and the shell leaving, if the expression is wrong.
bool evaluate(std::string_view expression, int64_t &result);

}  // namespace msh
