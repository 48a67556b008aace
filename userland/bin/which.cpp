#include "lib/options.hpp"
#include "lib/output.hpp"

#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: which [-as] COMMAND...\n"
    "Print the path of each COMMAND's program; the status is 1 if one has none.\n\n"
    "  -a      all programs in PATH, not only the first\n"
    "  -s      print nothing\n"
    "  --help  show this text\n";

bool is_program(const std::string &path) {
    struct stat status{};
    return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
           access(path.c_str(), X_OK) == 0;
}

/// Whether there is one; prints it, or all.
bool find(const char *command, bool all, bool silent) {
    const auto report = [&](const std::string &path) {
        if (!is_program(path)) return false;
        if (!silent) out.print("%s\n", path.c_str());
        return true;
    };
    if (std::strchr(command, '/')) return report(command);
    const char *folder = std::getenv("PATH");
    bool found = false;
    while (folder && *command && !(found && !all)) {
        const char *colon = std::strchr(folder, ':');
        const size_t length = colon ? static_cast<size_t>(colon - folder) : std::strlen(folder);
        found |= report((length ? std::string(folder, length) : ".") + "/" + command);
        folder = colon ? colon + 1 : nullptr;
    }
    return found;
}

}  // namespace

int which_main(int, char **argv) {
    options parser(argv, "as", {}, help, 2);
    bool all = false, silent = false;
    for (int code; (code = parser.next()) != options::end;) {
        if (code == options::invalid) return 2;
        all |= code == 'a';
        silent |= code == 's';
    }
    int status = parser.operands().empty();
    for (const char *command : parser.operands())
        if (!find(command, all, silent)) status = 1;
    return status;
}
