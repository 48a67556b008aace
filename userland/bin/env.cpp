#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cerrno>
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
    "  -u, --unset=NAME          remove NAME\n"
    "      --help                show this text\n";
constexpr long_option names[] = {{"chdir", 'C', long_option::required},
                                 {"ignore-environment", 'i'},
                                 {"null", '0'},
                                 {"unset", 'u', long_option::required}};
constexpr int failed = 125;

}  // namespace

int env_main(int, char **argv) {
    options parser(argv, "+C:i0u:", names, help, failed);
    const char *folder = nullptr;
    char end = '\n';
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'C': folder = parser.argument(); break;
        case 'i': clearenv(); break;
        case '0': end = '\0'; break;
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
    if (words.empty()) {
        if (folder) return usage_error(failed, "must specify command with --chdir (-C)");
        for (char **each = environ; each && *each; ++each) {
            out.write(*each);
            out.put(end);
        }
        return out.flush() ? 0 : failed;
    }
    if (end == '\0') return usage_error(failed, "cannot specify --null (-0) with command");
    if (folder && chdir(folder) != 0) {
        warn_errno("cannot change directory to '%s'", folder);
        return failed;
    }
    // The operands stand at the end of argv, which a null pointer ends.
    char **command = argv;
    while (*command != words[0]) ++command;
    execvp(words[0], command);
    const int reason = errno;
    warn_errno("'%s'", words[0]);
    return reason == ENOENT ? 127 : 126;
}
