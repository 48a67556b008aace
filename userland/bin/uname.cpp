#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cstring>
#include <sys/utsname.h>

namespace {

constexpr char help[] =
    "Usage: uname [OPTION]...\n"
    "Print what the system is; -s without an OPTION.\n\n"
    "  -a, --all                all of the following, except an unknown -p or -i\n"
    "  -s, --kernel-name        the kernel's name\n"
    "  -n, --nodename           the name in the network\n"
    "  -r, --kernel-release     the kernel's release\n"
    "  -v, --kernel-version     the kernel's version\n"
    "  -m, --machine            the machine\n"
    "  -p, --processor          the processor\n"
    "  -i, --hardware-platform  the hardware platform\n"
    "  -o, --operating-system   the operating system\n"
    "      --help               show this text\n";
constexpr long_option names[] = {{"all", 'a'},
                                 {"kernel-name", 's'},
                                 {"sysname", 's'},
                                 {"nodename", 'n'},
                                 {"kernel-release", 'r'},
                                 {"release", 'r'},
                                 {"kernel-version", 'v'},
                                 {"machine", 'm'},
                                 {"processor", 'p'},
                                 {"hardware-platform", 'i'},
                                 {"operating-system", 'o'}};
constexpr char letters[] = "asnrvmpio";

}  // namespace

int uname_main(int, char **argv) {
    options parser(argv, letters, names, help);
    bool wanted[sizeof letters] = {};
    bool any = false;
    for (int code; (code = parser.next()) != options::end; any = true) {
        if (code == options::invalid) return 1;
        wanted[std::strchr(letters, code) - letters] = true;
    }
    if (!parser.operands().empty())
        return usage_error(1, "extra operand '%s'", parser.operands()[0]);
    if (!any) wanted[1] = true;
    utsname system{};
    if (uname(&system) != 0) {
        warn_errno("cannot get system name");
        return 1;
    }
    const char *const values[] = {system.sysname, system.nodename, system.release, system.version,
                                  system.machine, "unknown",       "unknown",      "GNU/Linux"};
    const char *gap = "";
    for (size_t i = 0; i < std::size(values); ++i) {
        const bool unknown = letters[i + 1] == 'p' || letters[i + 1] == 'i';
        if (!wanted[i + 1] && !(wanted[0] && !unknown)) continue;
        out.print("%s%s", gap, values[i]);
        gap = " ";
    }
    out.put('\n');
    return 0;
}
