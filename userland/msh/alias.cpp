#include "msh/alias.hpp"

#include "msh/arena.hpp"

#include <stdlib.h>

namespace msh {

static alias *aliases;  // by name; entries stay, for a source may still point to them

static alias *entry(std::string_view name) {
    for (alias *a = aliases; a; a = a->next)
        if (name == a->name) return a;
    return nullptr;
}

alias *find_alias(std::string_view name) {
    alias *a = aliases ? entry(name) : nullptr;
    return a && !a->removed ? a : nullptr;
}

void set_alias(std::string_view name, std::string_view value) {
    alias *a = entry(name);
    if (!a) {
        alias **place = &aliases;
        while (*place && std::string_view((*place)->name) < name) place = &(*place)->next;
        a = static_cast<alias *>(need_memory(sizeof(alias)));
        *a = {*place, need_copy(name), nullptr, false, false};
        *place = a;
    }
    char *copy = need_copy(value);
    free(a->value);
    a->value = copy;
    a->removed = false;
}

bool remove_alias(std::string_view name) {
    alias *a = find_alias(name);
    if (a) a->removed = true;
    return a;
}

bool has_aliases() {
    for (alias *a = aliases; a; a = a->next)
        if (!a->removed) return true;
    return false;
}

void remove_all_aliases() {
    for (alias *a = aliases; a; a = a->next) a->removed = true;
}

void each_alias(void (*visit)(const alias &)) {
    for (alias *a = aliases; a; a = a->next)
        if (!a->removed) visit(*a);
}

}  // namespace msh
