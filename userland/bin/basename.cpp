#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cstring>
#include <string_view>

namespace {

constexpr char help[] =
    "Usage: basename NAME [SUFFIX]\n"
    "   or: basename OPTION... NAME...\n"
    "Print each NAME without its leading directories and, if given, a trailing SUFFIX.\n\n"
    "  -a, --multiple       take every operand for a NAME\n"
    "  -s, --suffix=SUFFIX  remove SUFFIX; implies -a\n"
    "  -z, --zero           end each line with NUL\n"
    "      --help           show this text\n";
constexpr long_option names[] = {
    {"multiple", 'a'}, {"suffix", 's', long_option::required}, {"zero", 'z'}};

void print_base(std::string_view name, std::string_view suffix, char end) {
    while (name.size() > 1 && name.ends_with('/')) name.remove_suffix(1);
    if (name != "/") name.remove_prefix(name.rfind('/') + 1);
    if (name.size() > suffix.size() && name.ends_with(suffix)) name.remove_suffix(suffix.size());
    out.write(name);
    out.put(end);
}

}  // namespace

int basename_main(int, char **argv) {
    options parser(argv, "+as:z", names, help);
    bool multiple = false;
    const char *suffix = "";
    char end = '\n';
    for (int code; (code = parser.next()) != options::end;) {
        if (code == options::invalid) return 1;
        if (code == 'z') end = '\0';
        if (code == 'a' || code == 's') multiple = true;
        if (code == 's') suffix = parser.argument();
    }
    auto operands = parser.operands();
    if (operands.empty()) return usage_error(1, "missing operand");
    if (!multiple && operands.size() > 2) return usage_error(1, "extra operand '%s'", operands[2]);
    if (!multiple && operands.size() == 2) {
        suffix = operands[1];
        operands = operands.first(1);
    }
    for (const char *name : operands) print_base(name, suffix, end);
    return 0;
}
