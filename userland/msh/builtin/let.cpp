#include "msh/builtin.hpp"
#include "msh/arithmetic.hpp"
#include "msh/shell.hpp"

namespace msh {

int builtin_let(int argc, char **argv) {
    int64_t value = 0;
    if (argc < 2) {
        complain("expression expected");
        return 1;
    }
    for (int i = 1; i < argc; i++)
        if (!evaluate(argv[i], value)) return 2;
    return value == 0;
}

}  // namespace msh
