#include "bin/env/signal_setup.hpp"
#include "bin/env/split_words.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

extern char **environ;

namespace {

constexpr char help[] =
    "Usage: env [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARGUMENT]...]\n"
    "Run COMMAND with each NAME set in its environment; print the environment without a "
    "COMMAND.\n\n"
    "  -C, --chdir=DIRECTORY     change the working directory\n"
    "  -i, --ignore-environment  begin with an empty environment; '-' does the same\n"
    "  -0, --null                end each printed line with NUL\n"
    "  -S, --split-string=TEXT   take the words of TEXT for arguments, as `#!` lines want it\n"
    "  -u, --unset=NAME          remove NAME\n"
    "      --block-signal[=SIGNAL,...], --default-signal[=...], --ignore-signal[=...]\n"
    "                            how COMMAND finds signals\n"
    "      --list-signal-handling  tell which signals are blocked or ignored\n"
    "      --help                show this text\n";
enum code { block_code = 256, default_code, ignore_code, list_code };
constexpr long_option names[] = {{"block-signal", block_code, long_option::optional},
                                 {"chdir", 'C', long_option::required},
                                 {"debug", 'v'},
                                 {"default-signal", default_code, long_option::optional},
                                 {"ignore-environment", 'i'},
                                 {"ignore-signal", ignore_code, long_option::optional},
                                 {"list-signal-handling", list_code},
                                 {"null", '0'},
                                 {"split-string", 'S', long_option::required},
                                 {"unset", 'u', long_option::required}};
constexpr int failed = 125;

struct environment_command {
    const char *folder = nullptr;
    char end = '\n';
    signal_setup signals;
    bool lists_signals = false;

    /// Also called for the words of -S. Returns the status.
    int run(char **argv);

private:
    int print() const;
    int execute(char **command) const;
};

int environment_command::run(char **argv) {
    options parser(argv, "+C:i0S:u:v", names, help, failed);
    using action = signal_setup::action;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'C': folder = parser.argument(); break;
        case 'i': clearenv(); break;
        case '0': end = '\0'; break;
        case 'v': break;
        case list_code: lists_signals = true; break;
        case block_code:
        case default_code:
        case ignore_code:
            if (!signals.add(code == block_code     ? action::block
                             : code == default_code ? action::restore
                                                    : action::ignore,
                             parser.argument()))
                return failed;
            break;
        case 'S': {
            std::vector<std::string> words;
            if (!split_words(parser.argument(), words)) return failed;
            std::vector<char *> arguments = {argv[0]};
            for (std::string &each : words) arguments.push_back(each.data());
            for (char **each = parser.rest(); *each; ++each) arguments.push_back(*each);
            arguments.push_back(nullptr);
            return run(arguments.data());
        }
        case 'u':
            if (unsetenv(parser.argument()) != 0) {
                warn_errno("cannot unset '%s'", parser.argument());
                return failed;
            }
            break;
        default: return failed;
        }
    auto words = parser.operands();
    if (!words.empty() && std::strcmp(words[0], "-") == 0) {
        clearenv();
        words = words.subspan(1);
    }
    for (; !words.empty() && std::strchr(words[0], '='); words = words.subspan(1))
        if (putenv(words[0]) != 0) {
            warn_errno("cannot set '%s'", words[0]);
            return failed;
        }
    if (words.empty()) return print();
    // The operands stand at the end of argv, which a null pointer ends.
    char **command = argv;
    while (*command != words[0]) ++command;
    return execute(command);
}

int environment_command::print() const {
    if (folder) return usage_error(failed, "must specify command with --chdir (-C)");
    for (char **each = environ; each && *each; ++each) {
        out.write(*each);
        out.put(end);
    }
    return out.flush() ? 0 : failed;
}

int environment_command::execute(char **command) const {
    if (end == '\0') return usage_error(failed, "cannot specify --null (-0) with command");
    if (!signals.apply()) return failed;
    if (lists_signals) signal_setup::list();
    if (folder && chdir(folder) != 0) {
        warn_errno("cannot change directory to '%s'", folder);
        return failed;
    }
    execvp(command[0], command);
    const int reason = errno;
    warn_errno("'%s'", command[0]);
    if (reason == ENOENT && std::strpbrk(command[0], " \t"))
        std::fputs("env: use -[v]S to pass options in shebang lines\n", stderr);
    return reason == ENOENT ? 127 : 126;
}

}  // namespace

int env_main(int, char **argv) { return environment_command().run(argv); }
