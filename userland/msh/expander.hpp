// Word expansion. Errors give a message and set shell.leaving; results are in scratch.
#pragma once

#include "msh/ast.hpp"
#include "msh/field.hpp"

namespace msh {

// All expansions with field splitting and pathname expansion; appends to `fields`.
bool expand_word(word &w, field_list &fields);
bool expand_words(word *words, field_list &fields);
// One field, without splitting and pathname expansion. Null data on error.
std::string_view expand_text(word &w);
// One field as a pattern, with quote_mark before what was quoted.
std::string_view expand_pattern(word &w);

// A special parameter's value ($# $? $- $$ $! $0 and positions), null if unset. `@` and `*` are
// not among them.
const char *special_value(char special, int position);

// Output of the commands, without trailing newlines; see executor.cpp.
bool substitute_command(const part &command, buffer &into);

}  // namespace msh
