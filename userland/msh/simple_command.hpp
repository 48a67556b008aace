// Simple commands: assignments, builtins, functions and programs.
#pragma once

#include "msh/ast.hpp"

namespace msh {

void run_simple(simple_command &c, unsigned flags);

}  // namespace msh
