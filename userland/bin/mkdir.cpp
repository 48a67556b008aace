#include "lib/mode.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cerrno>
#include <string>
#include <sys/stat.h>

namespace {

constexpr char help[] =
    "Usage: mkdir [OPTION]... DIRECTORY...\n"
    "Make each DIRECTORY.\n\n"
    "  -m, --mode=MODE  give it the permissions MODE, as for chmod\n"
    "  -p, --parents    make missing parents too; an existing directory is no error\n"
    "  -v, --verbose    name each directory made\n"
    "      --help       show this text\n";
constexpr long_option names[] = {
    {"mode", 'm', long_option::required}, {"parents", 'p'}, {"verbose", 'v'}};

struct maker {
    const char *mode = nullptr;
    bool parents = false, verbose = false;

    bool make(const char *name) const;

private:
    bool make_one(const char *name, mode_t permissions, bool parent) const;
};

bool maker::make_one(const char *name, mode_t permissions, bool parent) const {
    if (mkdir(name, permissions) == 0) {
        if (verbose) out.print("mkdir: created directory '%s'\n", name);
        return true;
    }
    const int reason = errno;
    struct stat status;
    if ((parent || parents) && stat(name, &status) == 0 && S_ISDIR(status.st_mode)) return true;
    errno = parent && reason == EEXIST ? ENOTDIR : reason;
    warn_errno("cannot create directory '%s'", name);
    return false;
}

bool maker::make(const char *name) const {
    const mode_t mask = umask(0);
    umask(mask);
    if (parents) {
        std::string path = name;
        while (path.size() > 1 && path.back() == '/') path.pop_back();
        // A parent must let its maker in, whatever the mask says.
        umask(mask & ~mode_t{0300});
        bool made = true;
        for (size_t slash = path.find('/', 1); made && slash != path.npos;
             slash = path.find('/', slash + 1)) {
            if (path[slash - 1] == '/') continue;
            path[slash] = '\0';
            made = make_one(path.c_str(), 0777, true);
            path[slash] = '/';
        }
        umask(mask);
        if (!made) return false;
    }
    if (!mode) return make_one(name, 0777, false);
    const mode_t wanted = *parse_mode(mode, 0777, true, mask);
    struct stat before;
    const bool existed = stat(name, &before) == 0;
    if (!make_one(name, wanted & 0777, false)) return false;
    if (existed || chmod(name, wanted) == 0) return true;
    warn_errno("cannot set permissions of '%s'", name);
    return false;
}

}  // namespace

int mkdir_main(int, char **argv) {
    options parser(argv, "m:pv", names, help);
    maker work;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'm': work.mode = parser.argument(); break;
        case 'p': work.parents = true; break;
        case 'v': work.verbose = true; break;
        default: return 1;
        }
    if (parser.operands().empty()) return usage_error(1, "missing operand");
    if (work.mode && !parse_mode(work.mode, 0777, true, 0)) {
        warn("invalid mode '%s'", work.mode);
        return 1;
    }
    int status = 0;
    for (const char *name : parser.operands())
        if (!work.make(name)) status = 1;
    return status;
}
