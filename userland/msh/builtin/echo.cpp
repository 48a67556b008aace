#include "msh/builtin.hpp"
#include "msh/escape.hpp"
#include "msh/output.hpp"

#include <string.h>

namespace msh {

int builtin_echo(int, char **argv) {
    bool newline = true, escapes = false;
    char **p = argv + 1;
    for (; *p && **p == '-' && (*p)[1] && strspn(*p + 1, "neE") == strlen(*p + 1); p++)
        for (const char *o = *p + 1; *o; o++) {
            if (*o == 'n')
                newline = false;
            else
                escapes = *o == 'e';
        }
    for (; *p; p++) {
        if (!escapes) {
            out.put(*p);
        } else {
            buffer text;
            const bool stops = !add_escaped(*p, text, escape_style::echo);
            out.put(text.view());
            if (stops) return 0;
        }
        if (p[1]) out.put(' ');
    }
    if (newline) out.put('\n');
    return 0;
}

}  // namespace msh
