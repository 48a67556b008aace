// Editing a line on a terminal, with the keys of Emacs.
#pragma once

#include "msh/buffer.hpp"

namespace msh {

// Is standard input a terminal that understands cursor movement?
bool can_edit();
// Appends the line with its newline; false at the end of input (Ctrl-D on an empty line). An
// interrupted line is an empty one.
bool edit_line(const char *prompt, buffer &line, bool &interrupted);

}  // namespace msh
