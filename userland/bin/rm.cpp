#include "lib/choice.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/target.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: rm [OPTION]... [FILE]...\n"
    "Remove each FILE.\n\n"
    "  -d, --dir                 remove empty directories too\n"
    "  -f, --force               never ask; a FILE that does not exist is no error\n"
    "  -i                        ask before each removal; -I: once, before many or -r\n"
    "      --interactive[=WHEN]  never, once (-I), always (-i)\n"
    "      --no-preserve-root    do not treat '/' specially\n"
    "      --one-file-system     with -r leave what another file system is mounted on\n"
    "  -r, -R, --recursive       remove directories with what is in them\n"
    "  -v, --verbose             name what is removed\n"
    "      --help                show this text\n";
constexpr int no_preserve_code = 256, preserve_code = 257, interactive_code = 258,
              one_system_code = 259, terminal_code = 260;
constexpr choice interactive_choices[] = {{"never", 0},  {"no", 0},       {"none", 0},
                                          {"once", 'I'}, {"always", 'i'}, {"yes", 'i'}};
constexpr long_option names[] = {{"-presume-input-tty", terminal_code},
                                 {"dir", 'd'},
                                 {"force", 'f'},
                                 {"interactive", interactive_code, long_option::optional},
                                 {"no-preserve-root", no_preserve_code},
                                 {"one-file-system", one_system_code},
                                 {"preserve-root", preserve_code, long_option::optional},
                                 {"recursive", 'r'},
                                 {"verbose", 'v'}};

struct remover {
    bool directories = false, force = false, ask = false, recursive = false, verbose = false,
         preserve_root = true, one_system = false;
    bool terminal = isatty(STDIN_FILENO);

    /// Removes an operand. False after a message.
    bool remove(const char *name);

private:
    bool remove_at(int folder, const char *entry, const std::string &path) const;
    bool remove_contents(int folder, const char *entry, const std::string &path) const;
    [[nodiscard]] bool agreed(int folder, const char *entry, const struct stat &status,
                              const std::string &path, const char *verb) const;

    dev_t device_ = 0;  // of the operand
};

const char *kind(const struct stat &status) {
    switch (status.st_mode & S_IFMT) {
    case S_IFREG: return status.st_size ? "regular file" : "regular empty file";
    case S_IFDIR: return "directory";
    case S_IFLNK: return "symbolic link";
    case S_IFIFO: return "fifo";
    case S_IFSOCK: return "socket";
    case S_IFCHR: return "character special file";
    default: return "block special file";
    }
}

bool remover::agreed(int folder, const char *entry, const struct stat &status,
                     const std::string &path, const char *verb) const {
    if (force) return true;
    const bool writable =
        S_ISLNK(status.st_mode) || faccessat(folder, entry, W_OK, AT_EACCESS) == 0;
    if (!ask && (writable || !terminal)) return true;
    out.flush();
    std::fprintf(stderr, "rm: %s %s%s '%s'? ", verb, writable ? "" : "write-protected ",
                 kind(status), path.c_str());
    return answered_yes();
}

bool remover::remove_contents(int folder, const char *entry, const std::string &path) const {
    const int descriptor = openat(folder, entry, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *listing = descriptor < 0 ? nullptr : fdopendir(descriptor);
    if (!listing) {
        // An empty directory can be removed without being read.
        if (errno == EACCES && unlinkat(folder, entry, AT_REMOVEDIR) == 0) return true;
        if (errno == ENOTEMPTY) errno = EACCES;
        warn_errno("cannot remove '%s'", path.c_str());
        if (descriptor >= 0) close(descriptor);
        return false;
    }
    std::vector<std::string> entries;
    errno = 0;
    while (const dirent *each = readdir(listing))
        if (std::strcmp(each->d_name, ".") != 0 && std::strcmp(each->d_name, "..") != 0)
            entries.emplace_back(each->d_name);
    bool removed = errno == 0;
    if (!removed) warn_errno("cannot read directory '%s'", path.c_str());
    const std::string prefix = path.back() == '/' ? path : path + "/";
    for (const std::string &each : entries)
        if (!remove_at(descriptor, each.c_str(), prefix + each)) removed = false;
    closedir(listing);
    return removed;
}

bool remover::remove_at(int folder, const char *entry, const std::string &path) const {
    struct stat status;
    if (fstatat(folder, entry, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (force && (errno == ENOENT || errno == ENOTDIR)) return true;
        warn_errno("cannot remove '%s'", path.c_str());
        return false;
    }
    const bool directory = S_ISDIR(status.st_mode);
    if (directory && recursive && one_system && status.st_dev != device_) {
        warn("skipping '%s', since it's on a different device", path.c_str());
        return false;
    }
    if (directory && recursive) {
        if (ask && !is_empty_directory(folder, entry).value_or(false) &&
            !agreed(folder, entry, status, path, "descend into"))
            return true;
        if (!remove_contents(folder, entry, path)) return false;
    } else if (directory && !directories) {
        errno = EISDIR;
        warn_errno("cannot remove '%s'", path.c_str());
        return false;
    }
    if (!agreed(folder, entry, status, path, "remove")) return true;
    if (unlinkat(folder, entry, directory ? AT_REMOVEDIR : 0) != 0 &&
        !(directory && errno == ENOENT)) {
        warn_errno("cannot remove '%s'", path.c_str());
        return false;
    }
    if (verbose) out.print(directory ? "removed directory '%s'\n" : "removed '%s'\n", path.c_str());
    return true;
}

bool remover::remove(const char *name) {
    std::string path = name;
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    const std::string last = path.substr(path.rfind('/') + 1);
    if (recursive && (last == "." || last == "..")) {
        warn("refusing to remove '.' or '..' directory: skipping '%s'", name);
        return false;
    }
    struct stat status, root;
    if (one_system && lstat(name, &status) == 0) device_ = status.st_dev;
    if (recursive && preserve_root && lstat(name, &status) == 0 && stat("/", &root) == 0 &&
        status.st_dev == root.st_dev && status.st_ino == root.st_ino) {
        warn("it is dangerous to operate recursively on '%s'", name);
        warn("use --no-preserve-root to override this failsafe");
        return false;
    }
    return remove_at(AT_FDCWD, name, name[path.size()] ? path + "/" : path);
}

/// The one question of -I.
bool agreed_once(size_t count, bool recursive) {
    if (count <= 3 && !recursive) return true;
    std::fprintf(stderr, "rm: remove %zu argument%s%s? ", count, count == 1 ? "" : "s",
                 recursive ? " recursively" : "");
    return answered_yes();
}

}  // namespace

int rm_main(int, char **argv) {
    options parser(argv, "dfiIrRv", names, help);
    remover work;
    bool ask_once = false;
    for (int code; (code = parser.next()) != options::end;) {
        if (code == interactive_code) {
            const auto value = parser.argument()
                                   ? choose("--interactive", parser.argument(), interactive_choices)
                                   : 'i';
            if (!value) return 1;
            work.ask = work.force = ask_once = false;
            if (!(code = *value)) continue;
        }
        switch (code) {
        case 'd': work.directories = true; break;
        case 'f':
            work.force = true;
            work.ask = ask_once = false;
            break;
        case 'i':
            work.ask = true;
            work.force = ask_once = false;
            break;
        case 'I':
            ask_once = true;
            work.ask = work.force = false;
            break;
        case 'r':
        case 'R': work.recursive = true; break;
        case 'v': work.verbose = true; break;
        case one_system_code: work.one_system = true; break;
        case terminal_code: work.terminal = true; break;
        case no_preserve_code: work.preserve_root = false; break;
        case preserve_code: work.preserve_root = true; break;
        default: return 1;
        }
    }
    if (parser.operands().empty()) return work.force ? 0 : usage_error(1, "missing operand");
    if (ask_once && !agreed_once(parser.operands().size(), work.recursive)) return 0;
    int status = 0;
    for (const char *name : parser.operands())
        if (!work.remove(name)) status = 1;
    return status;
}
