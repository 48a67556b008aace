#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cstdlib>
#include <cstring>

namespace {

constexpr char help[] =
    "Usage: clear [-x]\n"
    "Clear the terminal's screen, and what has scrolled off it.\n\n"
    "  -x      keep what has scrolled off\n"
    "  --help  show this text\n";

}  // namespace

int clear_main(int, char **argv) {
    options parser(argv, "x", {}, help);
    bool keep = false;
    for (int code; (code = parser.next()) != options::end; keep = true)
        if (code == options::invalid) return 1;
    if (!parser.operands().empty())
        return usage_error(1, "extra operand '%s'", parser.operands()[0]);
    const char *terminal = std::getenv("TERM");
    if (!terminal || !*terminal) {
        warn("TERM environment variable not set.");
        return 1;
    }
    if (std::strcmp(terminal, "dumb") == 0) {
        warn("a terminal of type '%s' cannot be cleared", terminal);
        return 1;
    }
    // ECMA-48: to the first column and line; erase the display, and xterm's saved lines.
    out.write("\033[H\033[2J");
    if (!keep) out.write("\033[3J");
    return 0;
}
