// Aliases.
#pragma once

#include <string_view>

namespace msh {

struct alias {
    alias *next;
    char *name;
    char *value;
    bool in_use;   // its text is being read: it does not expand again
    bool removed;  // unaliased
};

alias *find_alias(std::string_view name);
void set_alias(std::string_view name, std::string_view value);
bool has_aliases();
bool remove_alias(std::string_view name);
void remove_all_aliases();
void each_alias(void (*visit)(const alias &));

}  // namespace msh
