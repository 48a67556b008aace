#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: tty [OPTION]\n"
    "Print the name of the terminal on standard input; status 1 if it is none.\n\n"
    "  -s, --silent, --quiet  print nothing\n"
    "      --help             show this text\n";
constexpr long_option names[] = {{"silent", 's'}, {"quiet", 's'}};

}  // namespace

int tty_main(int, char **argv) {
    options parser(argv, "s", names, help, 2);
    bool silent = false;
    for (int code; (code = parser.next()) != options::end;) {
        if (code == options::invalid) return 2;
        silent = true;
    }
    if (!parser.operands().empty())
        return usage_error(2, "extra operand '%s'", parser.operands()[0]);
    if (silent) return isatty(STDIN_FILENO) ? 0 : 1;
    const char *name = ttyname(STDIN_FILENO);
    out.print("%s\n", name ? name : "not a tty");
    if (!out.flush()) return 3;
    return name ? 0 : 1;
}
