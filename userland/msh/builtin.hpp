// The commands the shell runs itself: builtin/NAME.cpp each.
#pragma once

#include "msh/command_table.hpp"

#include <stddef.h>

namespace msh {

extern const builtin builtins[];
extern const size_t builtin_count;

// Reads options as getopt() does, one letter a time. `next` is 1 at first and then the index of
// the first operand. Returns the letter, 0 at the end, '?' after a message.
class option_reader {
public:
    option_reader(int argc, char **argv, const char *letters)
        : argc_(argc), argv_(argv), letters_(letters) {}
    int next();
    int operands() const { return at_; }
    char *argument = nullptr;

private:
    int argc_;
    char **argv_;
    const char *letters_;
    int at_ = 1;
    const char *rest_ = nullptr;
};

// A decimal number of at least 0, or a message and -1.
long number_argument(const char *text);

int builtin_alias(int, char **);
int builtin_unalias(int, char **);
int builtin_bg(int, char **);
int builtin_fc(int, char **);
int builtin_fg(int, char **);
int builtin_break(int, char **);
int builtin_cd(int, char **);
int builtin_pwd(int, char **);
int builtin_colon(int, char **);
int builtin_false(int, char **);
int builtin_command(int, char **);
int builtin_type(int, char **);
int builtin_hash(int, char **);
int builtin_dot(int, char **);
int builtin_echo(int, char **);
int builtin_eval(int, char **);
int builtin_exec(int, char **);
int builtin_exit(int, char **);
int builtin_return(int, char **);
int builtin_export(int, char **);
int builtin_local(int, char **);
int builtin_getopts(int, char **);
int builtin_history(int, char **);
int builtin_jobs(int, char **);
int builtin_kill(int, char **);
int builtin_let(int, char **);
int builtin_printf(int, char **);
int builtin_read(int, char **);
int builtin_set(int, char **);
int builtin_shift(int, char **);
int builtin_test(int, char **);
int builtin_times(int, char **);
int builtin_trap(int, char **);
int builtin_ulimit(int, char **);
int builtin_umask(int, char **);
int builtin_unset(int, char **);
int builtin_wait(int, char **);

// `command NAME ...`: runs it without looking at functions.
int run_found_command(int argc, char **argv, const char *path);

}  // namespace msh
