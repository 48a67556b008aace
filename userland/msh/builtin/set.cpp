#include "msh/builtin.hpp"
#include "msh/option.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/variable.hpp"

#include <string.h>

namespace msh {

int builtin_set(int argc, char **argv) {
    if (argc == 1) {
        each_variable([](variable &v) {
            if (v.value()) print_variable("", v);
        });
        return 0;
    }
    int i = 1;
    for (; i < argc && (argv[i][0] == '-' || argv[i][0] == '+'); i++) {
        const bool on = argv[i][0] == '-';
        if (!argv[i][1]) {
            if (on) {
                shell.set(option::xtrace, false);
                shell.set(option::verbose, false);
                i++;
            }
            break;
        }
        if (strcmp(argv[i], "--") == 0) {
            set_parameters(argv + i + 1, argc - i - 1);
            return 0;
        }
        bool named = false;
        for (const char *p = argv[i] + 1; *p; p++) {
            if (*p == 'o') {
                named = true;
            } else if (*p == 'i' || *p == 'l' || *p == 's' || !set_option_letter(*p, on)) {
                complain("illegal option %c%c", on ? '-' : '+', *p);
                shell.leaving = unwinding::abandon;
                return 2;
            }
        }
        if (!named) continue;
        if (i + 1 >= argc) {
            print_options(!on);
            return 0;
        }
        if (!set_option_name(argv[++i], on)) {
            complain("illegal option %co %s", on ? '-' : '+', argv[i]);
            shell.leaving = unwinding::abandon;
            return 2;
        }
    }
    if (i < argc) set_parameters(argv + i, argc - i);
    return 0;
}

}  // namespace msh
