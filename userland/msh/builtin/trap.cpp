#include "msh/builtin.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"

#include <string.h>

namespace msh {

int builtin_trap(int argc, char **argv) {
    int i = 1;
    if (i < argc && strcmp(argv[i], "--") == 0) i++;
    if (i >= argc || (strcmp(argv[i], "-p") == 0 && i + 1 == argc)) {
        print_traps();
        return 0;
    }
    if (strcmp(argv[i], "-l") == 0) {
        for (int n = 0; signal_name(n); n++) out.print("%2d) %s\n", n, signal_name(n));
        return 0;
    }
    // A number first, or a lone signal, means the default for all.
    const char *action = nullptr;
    const bool digits =
        argv[i][0] >= '0' && argv[i][0] <= '9' && strspn(argv[i], "0123456789") == strlen(argv[i]);
    if (!digits && i + 1 < argc) {
        action = argv[i++];
        if (strcmp(action, "-") == 0) action = nullptr;
    } else if (strcmp(argv[i], "-") == 0) {
        i++;
    }
    int status = 0;
    for (; i < argc; i++) {
        const int number = signal_number(argv[i]);
        if (number < 0) {
            complain("%s: invalid signal specification", argv[i]);
            status = 1;
            continue;
        }
        set_trap(number, action);
    }
    return status;
}

}  // namespace msh
