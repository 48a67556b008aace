#include "msh/line_editor.hpp"
namespace msh {
bool can_edit() { return false; }
bool edit_line(const char *, buffer &) { return false; }
}  // namespace msh
