#include "msh/builtin.hpp"

#include "msh/shell.hpp"

#include <string.h>

namespace msh {

const builtin builtins[] = {
    {".", builtin_dot, true},
    {":", builtin_colon, true},
    {"break", builtin_break, true},
    {"continue", builtin_break, true},
    {"eval", builtin_eval, true},
    {"exec", builtin_exec, true},
    {"exit", builtin_exit, true},
    {"export", builtin_export, true},
    {"readonly", builtin_export, true},
    {"return", builtin_return, true},
    {"set", builtin_set, true},
    {"shift", builtin_shift, true},
    {"source", builtin_dot, true},
    {"times", builtin_times, true},
    {"trap", builtin_trap, true},
    {"unset", builtin_unset, true},
    {"[", builtin_test, false},
    {"[[", builtin_test, false},
    {"alias", builtin_alias, false},
    {"bg", builtin_bg, false},
    {"cd", builtin_cd, false},
    {"command", builtin_command, false},
    {"echo", builtin_echo, false},
    {"false", builtin_false, false},
    {"fc", builtin_fc, false},
    {"fg", builtin_fg, false},
    {"getopts", builtin_getopts, false},
    {"hash", builtin_hash, false},
    {"history", builtin_history, false},
    {"jobs", builtin_jobs, false},
    {"kill", builtin_kill, false},
    {"let", builtin_let, false},
    {"local", builtin_local, false},
    {"printf", builtin_printf, false},
    {"pwd", builtin_pwd, false},
    {"read", builtin_read, false},
    {"test", builtin_test, false},
    {"true", builtin_colon, false},
    {"type", builtin_type, false},
    {"ulimit", builtin_ulimit, false},
    {"umask", builtin_umask, false},
    {"unalias", builtin_unalias, false},
    {"wait", builtin_wait, false},
};
const size_t builtin_count = sizeof builtins / sizeof *builtins;

int option_reader::next() {
    argument = nullptr;
    if (!rest_ || !*rest_) {
        if (at_ >= argc_ || argv_[at_][0] != '-' || !argv_[at_][1]) return 0;
        rest_ = argv_[at_++] + 1;
        if (strcmp(rest_, "-") == 0) return 0;
    }
    const char letter = *rest_++;
    const char *known = letter == ':' ? nullptr : strchr(letters_, letter);
    if (!known) {
        complain("illegal option -%c", letter);
        return '?';
    }
    if (known[1] != ':') return letter;
    if (*rest_)
        argument = const_cast<char *>(rest_);
    else if (at_ < argc_)
        argument = argv_[at_++];
    rest_ = nullptr;
    if (argument) return letter;
    complain("option -%c needs an argument", letter);
    return '?';
}

long number_argument(const char *text) {
    long value = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9' && value < 1000000000000; p++) value = value * 10 + (*p - '0');
    if (!*p && p != text) return value;
    complain("Illegal number: %s", text);
    return -1;
}

}  // namespace msh
