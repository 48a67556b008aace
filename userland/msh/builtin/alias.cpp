#include "msh/builtin.hpp"
#include "msh/alias.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"

namespace msh {

static void print(const alias &a) {
    out.put(a.name);
    out.put('=');
    out.put_quoted(a.value);
    out.put('\n');
}

int builtin_alias(int argc, char **argv) {
    option_reader options(argc, argv, "p");
    bool all = false;
    while (const int o = options.next()) {
        if (o == '?') return 2;
        all = true;
    }
    int status = 0;
    if (all || options.operands() >= argc) each_alias(print);
    for (int i = options.operands(); i < argc; i++) {
        char *equals = argv[i][0] ? strchr(argv[i] + 1, '=') : nullptr;
        if (equals) {
            set_alias({argv[i], static_cast<size_t>(equals - argv[i])}, equals + 1);
        } else if (const alias *a = find_alias(argv[i])) {
            print(*a);
        } else {
            complain("%s not found", argv[i]);
            status = 1;
        }
    }
    return status;
}

int builtin_unalias(int argc, char **argv) {
    option_reader options(argc, argv, "a");
    while (const int o = options.next()) {
        if (o != 'a') return 2;
        remove_all_aliases();
        return 0;
    }
    int status = 0;
    for (int i = options.operands(); i < argc; i++)
        if (!remove_alias(argv[i])) {
            complain("%s not found", argv[i]);
            status = 1;
        }
    return status;
}

}  // namespace msh
