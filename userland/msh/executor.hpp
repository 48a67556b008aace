// Runs the tree.
#pragma once

#include "msh/ast.hpp"
#include "msh/source.hpp"

namespace msh {

enum : unsigned {
    run_last = 1,    // nothing comes behind it: a program may take this process
    run_tested = 2,  // its failure is looked at: errexit does not apply
};

// Leaves its status in shell.status; shell.leaving says whether to go on. Null is an empty list.
void execute(node *n, unsigned flags);

// Reads commands and runs them until the end or until the shell is left. `exits` says that the
// process ends behind the last command.
void run_source(source &from, bool prompts, unsigned flags);
// `called` stands before the syntax errors in it, if it is not null.
void run_text(std::string_view text, unsigned flags, const char *called);
// Runs a file by name, looked for as `.` does when `by_path`; false after a message.
bool run_file(const char *name, bool by_path, unsigned flags);

// Runs a program in place of this process; only returns on failure, with the status, after a
// message.
int execute_program(const char *path, char **arguments);

// In a child that goes on as a shell.
void enter_subshell();
// Ends the process: EXIT trap, output, status.
[[noreturn]] void leave_shell();
// Calls the function with arguments (argv[0] is its name).
void call_function(node *body, program *owner, int argc, char **argv, unsigned flags);
// Goes on as a shell that runs this open script, with nothing of this one but what is exported.
[[noreturn]] void become_script(int file, const char *name, char **argv);

void check_errexit(unsigned flags);

}  // namespace msh
