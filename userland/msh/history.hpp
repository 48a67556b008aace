// The lines that were typed, kept in a file.
#pragma once

#include "msh/buffer.hpp"

namespace msh {

// Reads HISTFILE, or ~/.msh_history, once.
void load_history();
// Remembers a command, which may have several lines; one that repeats the last is left out, and
// so is one that begins with a blank. Appended to the file at once.
void add_history(std::string_view line);
size_t history_size();
// The oldest is 0.
std::string_view history_line(size_t index);
// The number by which people name that line; it stays the line's own.
size_t history_number(size_t index);

// The command that runs is not to be remembered, as what it runs is.
void leave_out_typed();
// add_history() for what was typed, unless it is to be left out.
void add_typed(std::string_view line);

}  // namespace msh
