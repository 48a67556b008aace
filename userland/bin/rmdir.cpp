#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/target.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: rmdir [OPTION]... DIRECTORY...\n"
    "Remove each DIRECTORY, which must be empty.\n\n"
    "      --ignore-fail-on-non-empty  say nothing of directories that are not empty\n"
    "  -p, --parents                   remove the parents that it names too\n"
    "  -v, --verbose                   name each directory\n"
    "      --help                      show this text\n";
constexpr int ignore_code = 256;
constexpr long_option names[] = {
    {"ignore-fail-on-non-empty", ignore_code}, {"parents", 'p'}, {"verbose", 'v'}};

struct remover {
    bool parents = false, verbose = false, ignore = false;

    bool remove(const char *name) const {
        std::string path = name;
        for (bool parent = false;; parent = true) {
            if (verbose) out.print("rmdir: removing directory, '%s'\n", path.c_str());
            if (rmdir(path.c_str()) != 0) {
                const int reason = errno;
                if (ignore && (reason == ENOTEMPTY || reason == EEXIST ||
                               !is_empty_directory(AT_FDCWD, path.c_str()).value_or(true)))
                    return true;
                errno = reason;
                warn_errno(parent ? "failed to remove directory '%s'" : "failed to remove '%s'",
                           path.c_str());
                return false;
            }
            while (path.size() > 1 && path.back() == '/') path.pop_back();
            const size_t slash = path.rfind('/');
            if (!parents || slash == path.npos || slash == 0) return true;
            path.resize(slash);
        }
    }
};

}  // namespace

int rmdir_main(int, char **argv) {
    options parser(argv, "pv", names, help);
    remover work;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'p': work.parents = true; break;
        case 'v': work.verbose = true; break;
        case ignore_code: work.ignore = true; break;
        default: return 1;
        }
    if (parser.operands().empty()) return usage_error(1, "missing operand");
    int status = 0;
    for (const char *name : parser.operands())
        if (!work.remove(name)) status = 1;
    return status;
}
