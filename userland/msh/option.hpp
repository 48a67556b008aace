// The shell's options: `set -e`, `set -o errexit`, $-.
#pragma once

#include "msh/shell.hpp"

namespace msh {

// "eu" and so on, in static memory.
const char *option_letters();
// False if there is no such option.
bool set_option_letter(char letter, bool on);
bool set_option_name(std::string_view name, bool on);
// `set -o` and, to be read back, `set +o`.
void print_options(bool to_be_read);

}  // namespace msh
