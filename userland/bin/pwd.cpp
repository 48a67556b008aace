#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: pwd [OPTION]...\n"
    "Print the full name of the working directory.\n\n"
    "  -L, --logical   use PWD from the environment, even with symbolic links\n"
    "  -P, --physical  avoid symbolic links (the default)\n"
    "      --help      show this text\n";
constexpr long_option names[] = {{"logical", 'L'}, {"physical", 'P'}};

/// PWD, if it names the working directory without "." and "..".
const char *logical() {
    const char *name = std::getenv("PWD");
    if (!name || *name != '/') return nullptr;
    for (const char *dot = name; (dot = std::strstr(dot, "/.")); ++dot) {
        const char *after = dot + 2 + (dot[2] == '.');
        if (!*after || *after == '/') return nullptr;
    }
    struct stat named, here;
    const bool same = stat(name, &named) == 0 && stat(".", &here) == 0 &&
                      named.st_dev == here.st_dev && named.st_ino == here.st_ino;
    return same ? name : nullptr;
}

}  // namespace

int pwd_main(int, char **argv) {
    options parser(argv, "LP", names, help);
    bool physical = !std::getenv("POSIXLY_CORRECT");
    for (int code; (code = parser.next()) != options::end;) {
        if (code == options::invalid) return 1;
        physical = code == 'P';
    }
    if (!parser.operands().empty()) warn("ignoring non-option arguments");
    if (const char *name = physical ? nullptr : logical()) {
        out.print("%s\n", name);
        return 0;
    }
    char *name = getcwd(nullptr, 0);
    if (!name) {
        warn_errno("cannot find the working directory");
        return 1;
    }
    out.print("%s\n", name);
    std::free(name);
    return 0;
}
