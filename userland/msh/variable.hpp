// Shell variables. They are found by a hash table and never freed, so a pointer to one stays right:
// the parser keeps it in the tree, and unset only takes the value away.
#pragma once

#include "msh/arena.hpp"

#include <stdint.h>

#include <string_view>

namespace msh {

struct variable {
    variable *next;
    uint32_t hash;
    uint32_t name_size;
    char *text;       // "NAME=value", from malloc, or the initial environment's
    size_t capacity;  // of text; 0 when it is not ours
    size_t value_size;
    bool is_set, exported, readonly;
    const char *(*compute)();  // makes the value at each reading, if not null
    void (*changed)();         // told after each change, if not null

    std::string_view name() const { return {text, name_size}; }
    const char *value() const {
        if (compute) return compute();
        return is_set ? text + name_size + 1 : nullptr;
    }
    // value() with its length; null data when unset.
    std::string_view view() const {
        if (compute) return compute();
        if (!is_set) return {};
        return {text + name_size + 1, value_size};
    }
};

// The variable of that name, made unset if there is none.
variable &variable_named(std::string_view name);
// Null if it was never named.
variable *find_variable(std::string_view name);
// Null if unset.
const char *variable_value(std::string_view name);

// False, with a message, if it is read-only.
bool assign(variable &v, std::string_view value);
inline bool assign(std::string_view name, std::string_view value) {
    return assign(variable_named(name), value);
}
bool unset(variable &v);
void set_exported(variable &v, bool exported);

// Is it a name as the grammar has it?
bool is_name(std::string_view text);
inline bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
inline bool is_name_character(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

// Scopes: `local` variables and assignments before a command are undone at the end of the scope.
struct saved_variable;
struct variable_scope {
    variable_scope *outer;
    saved_variable *saved;
};
void open_scope(variable_scope &scope);
void close_scope();
// Keeps the variable's state for the end of the innermost scope; false if that was done before.
bool save_in_scope(variable &v);

// Takes over environ; a name that is not one is handed on to programs untouched.
void import_environment();
// The exported variables for execve; good until a variable changes.
char **environment();

// Calls `visit` for every variable, in the order of their names.
void each_variable(void (*visit)(variable &));
// `set` and `export -p` as text that can be read back.
void print_variable(const char *before, variable &v);

}  // namespace msh
