#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <pwd.h>
#include <unistd.h>

int whoami_main(int, char **argv) {
    options parser(argv, "", {}, "Usage: whoami\nPrint the name of the effective user.\n");
    if (parser.next() != options::end) return 1;
    if (!parser.operands().empty())
        return usage_error(1, "extra operand '%s'", parser.operands()[0]);
    const passwd *user = getpwuid(geteuid());
    if (!user) {
        warn("cannot find name for user ID %u", static_cast<unsigned>(geteuid()));
        return 1;
    }
    out.print("%s\n", user->pw_name);
    return 0;
}
