#include "msh/builtin.hpp"
#include "msh/number.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/variable.hpp"

#include <string.h>

namespace msh {

static size_t offset;  // in the argument that OPTIND is behind
static bool own_change;

static void reset() {
    if (!own_change) offset = 0;
}

static void set_index(int index) {
    buffer digits;
    digits.add_number(index);
    own_change = true;
    assign("OPTIND", digits.view());
    own_change = false;
}

int builtin_getopts(int argc, char **argv) {
    if (argc < 3) {
        complain("usage: getopts OPTSTRING VAR [ARG]...");
        return 2;
    }
    variable_named("OPTIND").changed = reset;
    const char *letters = argv[1];
    variable &into = variable_named(argv[2]);
    char **arguments = argc > 3 ? argv + 3 : shell.parameters.values;
    const int count = argc > 3 ? argc - 3 : shell.parameters.count;
    const char *text = variable_value("OPTIND");
    int index = text ? plain_number(text) : 1;
    if (index < 1) {
        index = 1;
        offset = 0;
    }
    const bool silent = *letters == ':';
    if (silent) letters++;
    const char *const shows = variable_value("OPTERR");
    const bool loud = !silent && !(shows && strcmp(shows, "0") == 0);
    const char *rest = nullptr;
    if (offset && index >= 2 && index - 2 < count && offset < strlen(arguments[index - 2]))
        rest = arguments[index - 2] + offset;
    if (!rest) {
        const bool ends =
            index > count || arguments[index - 1][0] != '-' || !arguments[index - 1][1];
        if (ends || strcmp(arguments[index - 1], "--") == 0) {
            if (!ends) index++;
            offset = 0;
            set_index(index);
            unset(variable_named("OPTARG"));
            assign(into, "?");
            return 1;
        }
        rest = arguments[index - 1] + 1;
        index++;
    }
    const char letter[2] = {*rest++, 0};
    const char *result = letter;
    const char *known = *letter == ':' ? nullptr : strchr(letters, *letter);
    unset(variable_named("OPTARG"));
    if (!known) {
        result = "?";
        if (silent)
            assign("OPTARG", letter);
        else if (loud) {
            err.print("Illegal option -%s\n", letter);
            err.flush();
        }
    } else if (known[1] == ':') {
        if (*rest) {
            assign("OPTARG", rest);
        } else if (index <= count) {
            assign("OPTARG", arguments[index++ - 1]);
        } else {
            result = silent ? ":" : "?";
            if (silent)
                assign("OPTARG", letter);
            else if (loud) {
                err.print("No arg for -%s option\n", letter);
                err.flush();
            }
        }
        rest = "";
    }
    offset = *rest ? static_cast<size_t>(rest - arguments[index - 2]) : 0;
    set_index(index);
    return assign(into, result) ? 0 : 2;
}

}  // namespace msh
