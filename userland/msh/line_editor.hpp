// Editing a command on a terminal, with the keys of Emacs.
#pragma once

#include "msh/buffer.hpp"

namespace msh {

enum class edited : unsigned char {
    line,
    interrupted,  // Ctrl-C: what was typed is given up
    end,          // end of input, or Ctrl-D on an empty line
};

// Is standard input a terminal that understands cursor movement?
bool can_edit();
// Appends the command with its newlines, when there is one.
edited edit_line(const char *prompt, buffer &line);

}  // namespace msh
