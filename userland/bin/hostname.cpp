#include "lib/input.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: hostname [-s|-d|-f]\n"
    "  or:  hostname NAME\n"
    "  or:  hostname -F FILE\n"
    "Print the system's name, or set it.\n\n"
    "  -d, --domain     what stands behind the first dot\n"
    "  -f, --fqdn       the whole name\n"
    "  -s, --short      what stands before the first dot\n"
    "  -F, --file=FILE  set the name that FILE holds; lines that begin with # are comments\n"
    "      --help       show this text\n";
constexpr long_option names[] = {{"domain", 'd'},
                                 {"fqdn", 'f'},
                                 {"long", 'f'},
                                 {"short", 's'},
                                 {"file", 'F', long_option::required}};

int set_name(std::string_view name) {
    if (sethostname(name.data(), name.size()) == 0) return 0;
    if (errno == EINVAL)
        warn("name too long");
    else if (errno == EPERM)
        warn("you must be root to change the host name");
    else
        warn_errno("cannot set the name");
    return 1;
}

int set_name_of_file(const char *path) {
    input file;
    if (!file.open(path)) {
        warn_errno("%s", path);
        return 1;
    }
    for (std::string_view line; !(line = file.line()).empty();) {
        while (!line.empty() && std::strchr(" \t\r\n", line.back())) line.remove_suffix(1);
        if (!line.empty() && line.front() != '#') return set_name(line);
    }
    if (file.error()) {
        errno = file.error();
        warn_errno("%s", path);
    } else {
        warn("%s: no name in it", path);
    }
    return 1;
}

}  // namespace

int hostname_main(int, char **argv) {
    options parser(argv, "dfsF:", names, help);
    int part = 0;
    const char *path = nullptr;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'F': path = parser.argument(); break;
        case options::invalid: return 1;
        default: part = code;
        }
    const auto operands = parser.operands();
    if (operands.size() + (path != nullptr) + (part != 0) > 1)
        return usage_error(1, "too many arguments");
    if (path) return set_name_of_file(path);
    if (!operands.empty()) return set_name(operands[0]);
    char name[256];
    if (gethostname(name, sizeof name) != 0) {
        warn_errno("cannot get the name");
        return 1;
    }
    name[sizeof name - 1] = '\0';
    char *dot = std::strchr(name, '.');
    if (part == 's' && dot) *dot = '\0';
    out.print("%s\n", part != 'd' ? name : dot ? dot + 1 : "");
    return 0;
}
