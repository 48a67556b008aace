// What a command name means: builtins, functions, and programs whose path was found.
#pragma once

#include "msh/ast.hpp"

namespace msh {

struct builtin {
    const char *name;
    int (*run)(int argc, char **argv);
    bool special;
};

struct command_entry {
    command_entry *next;
    const char *name;
    unsigned hash;
    const builtin *built_in;
    node *function;  // body
    program *owner;  // of the function, retained
    char *path;      // of a program, while PATH stays the same
};

command_entry *find_command(std::string_view name);
void define_function(std::string_view name, node *body, program *owner);
bool remove_function(std::string_view name);
void remove_all_functions();
// Where the program of that name is, by PATH; null if nowhere, with ENOENT or EACCES in errno.
// Keeps what it finds.
const char *find_program(const char *name);
// The same by another path and without keeping; in scratch.
const char *search_path(const char *path, const char *name);
void forget_programs();
void each_command(void (*visit)(command_entry &, void *), void *argument);

void add_builtins();
void watch_path();

}  // namespace msh
