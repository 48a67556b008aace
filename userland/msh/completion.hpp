// What the tabulator adds: commands, variables, jobs and files.
#pragma once

#include "msh/buffer.hpp"

namespace msh {

// For the text before the cursor: what can be added without doubt, and, if that is nothing, the
// choices to be shown.
void complete_line(std::string_view before, buffer &addition, buffer &choices);

}  // namespace msh
