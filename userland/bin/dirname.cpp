#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <string_view>

namespace {

constexpr char help[] =
    "Usage: dirname [OPTION] NAME...\n"
    "Print each NAME without its last component; '.' if it has no other.\n\n"
    "  -z, --zero  end each line with NUL\n"
    "      --help  show this text\n";
constexpr long_option names[] = {{"zero", 'z'}};

std::string_view directory_of(std::string_view name) {
    while (name.size() > 1 && name.ends_with('/')) name.remove_suffix(1);
    const size_t slash = name.rfind('/');
    if (slash == name.npos) return ".";
    name = name.substr(0, slash);
    while (name.ends_with('/')) name.remove_suffix(1);
    return name.empty() ? "/" : name;
}

}  // namespace

int dirname_main(int, char **argv) {
    options parser(argv, "z", names, help);
    char end = '\n';
    for (int code; (code = parser.next()) != options::end;) {
        if (code == options::invalid) return 1;
        end = '\0';
    }
    if (parser.operands().empty()) return usage_error(1, "missing operand");
    for (const char *name : parser.operands()) {
        out.write(directory_of(name));
        out.put(end);
    }
    return 0;
}
