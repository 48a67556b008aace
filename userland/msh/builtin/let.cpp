#include "msh/builtin.hpp"
#include "msh/arithmetic.hpp"
#include "msh/shell.hpp"

#include <string.h>

namespace msh {

int builtin_let(int argc, char **argv) {
    int64_t value = 0;
    int first = 1;
    if (argc > 1 && !strcmp(argv[1], "--")) first++;
    if (argc <= first) {
        complain("expression expected");
        return 1;
    }
    for (int i = first; i < argc; i++)
        if (!evaluate(argv[i], value)) {
            // No special builtin: the script goes on.
            if (shell.leaving == unwinding::abandon) shell.leaving = unwinding::none;
            return 1;
        }
    return value == 0;
}

}  // namespace msh
