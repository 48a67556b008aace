#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

#include "edit/editor.hpp"
#include "edit/terminal.hpp"

namespace {

constexpr char help[] =
    "Usage: edit [+LINE] [FILE]...\n"
    "Edit text files on the whole screen. '-' is standard input; a file that does not\n"
    "exist is made when it is saved. F1 shows the keys, Ctrl-Q quits.\n\n"
    "  +LINE      begin in this line of the next FILE\n"
    "  --help     show this text\n"
    "  --version  show the version\n";

int fail(const std::string &what) {
    std::fprintf(stderr, "edit: %s\n", what.c_str());
    return 1;
}

// What the first of these says counts, as for every program.
const char *locale_name() {
    for (const char *name : {"LC_ALL", "LC_CTYPE", "LANG"})
        if (const char *value = std::getenv(name); value && *value) return value;
    return "";
}

// "+12"; false for anything else.
bool parse_line(const char *word, size_t &line) {
    if (word[0] != '+' || word[1] < '0' || word[1] > '9') return false;
    char *end = nullptr;
    line = std::strtoul(word + 1, &end, 10);
    return *end == '\0';
}

}  // namespace

int main(int, char **argv) {
    using namespace edit;
    std::vector<std::pair<std::string, size_t>> files;
    size_t line = 0;
    bool options = true;
    for (char **word = argv + 1; *word; ++word) {
        if (options && std::strcmp(*word, "--help") == 0) {
            std::fputs(help, stdout);
            return std::fflush(stdout) == 0 ? 0 : fail(std::strerror(errno));
        }
        if (options && std::strcmp(*word, "--version") == 0) {
            std::puts("edit (Portolan) 1.0");
            return std::fflush(stdout) == 0 ? 0 : fail(std::strerror(errno));
        }
        if (options && std::strcmp(*word, "--") == 0) {
            options = false;
        } else if (options && (*word)[0] == '-' && (*word)[1] != '\0') {
            return fail(std::string("unknown option '") + *word + "'; try 'edit --help'");
        } else if (!(options && parse_line(*word, line))) {
            files.emplace_back(*word, line);
            line = 0;
        }
    }
    const char *type = std::getenv("TERM");
    terminal_kind kind = kind_of_terminal(type ? type : "");
    kind.utf8 = is_utf8_locale(locale_name());
    if (!kind.usable)
        return fail(std::string("the terminal '") + (type ? type : "") +
                    "' cannot place its cursor; set TERM to its type (xterm, linux, vt100)");
    terminal on(kind);
    if (!on.open()) return fail(std::string("cannot use the terminal: ") + std::strerror(errno));
    editor program(on, kind);
    bool opened = false;
    std::string problem;
    for (const auto &[path, at] : files) {
        if (program.open(path, at))
            opened = true;
        else if (problem.empty())
            problem = program.message();
    }
    // With nothing to show, the error is all there is to say.
    if (!opened && !problem.empty()) return fail(problem);
    if (!opened) program.open_empty();
    if (!on.enter()) return fail(std::string("cannot use the terminal: ") + std::strerror(errno));
    const int status = program.run();
    on.leave();
    for (const std::string &path : program.rescued())
        std::fprintf(stderr, "edit: what was not saved is in %s\n", path.c_str());
    return status;
}
