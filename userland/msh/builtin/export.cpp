// export readonly local unset.
#include "msh/builtin.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/variable.hpp"

#include <string.h>

namespace msh {

// NAME or NAME=VALUE; null after a message if the name is none.
static variable *named_by(char *argument, const char *&value) {
    char *equals = strchr(argument, '=');
    const std::string_view name(argument,
                                equals ? static_cast<size_t>(equals - argument) : strlen(argument));
    value = equals ? equals + 1 : nullptr;
    if (is_name(name)) return &variable_named(name);
    complain("%.*s: bad variable name", static_cast<int>(name.size()), name.data());
    return nullptr;
}

static int fail() {
    shell.leaving = unwinding::abandon;
    return 2;
}

int builtin_export(int argc, char **argv) {
    const bool exports = argv[0][0] == 'e';
    bool print = false, remove = false;
    option_reader options(argc, argv, exports ? "pn" : "p");
    while (const int o = options.next()) {
        if (o == '?') return fail();
        if (o == 'p')
            print = true;
        else
            remove = true;
    }
    if (options.operands() >= argc || print) {
        if (exports)
            each_variable([](variable &v) {
                if (v.exported) print_variable("export ", v);
            });
        else
            each_variable([](variable &v) {
                if (v.readonly) print_variable("readonly ", v);
            });
        return 0;
    }
    for (int i = options.operands(); i < argc; i++) {
        const char *value;
        variable *v = named_by(argv[i], value);
        if (!v || (value && !assign(*v, value))) return fail();
        if (exports)
            set_exported(*v, !remove);
        else
            v->readonly = true;
    }
    return 0;
}

int builtin_local(int argc, char **argv) {
    if (!shell.functions) {
        complain("not in a function");
        return fail();
    }
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-") == 0) continue;
        const char *value;
        variable *v = named_by(argv[i], value);
        if (!v) return fail();
        const bool fresh = save_in_scope(*v);
        if (value ? !assign(*v, value) : fresh && !unset(*v)) return fail();
    }
    return 0;
}

int builtin_unset(int argc, char **argv) {
    bool functions = false, variables = false;
    option_reader options(argc, argv, "fv");
    while (const int o = options.next()) {
        if (o == '?') return fail();
        (o == 'f' ? functions : variables) = true;
    }
    for (int i = options.operands(); i < argc; i++) {
        if (functions) {
            remove_function(argv[i]);
            continue;
        }
        if (!is_name(argv[i])) {
            complain("%s: bad variable name", argv[i]);
            return fail();
        }
        variable *v = find_variable(argv[i]);
        const bool was_set = v && v->value();
        if (v && !unset(*v)) return fail();
        if (!variables && !was_set) remove_function(argv[i]);
    }
    return 0;
}

}  // namespace msh
