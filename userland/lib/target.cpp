#include "lib/target.hpp"

#include "lib/mode.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

bool is_directory(const char *path, bool follow) {
    struct stat status;
    return (follow ? stat(path, &status) : lstat(path, &status)) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

bool target_options::resolve(std::span<char *> &operands) {
    if (operands.empty()) return usage_error(false, "missing file operand");
    if (directory && never_directory) {
        warn("cannot combine --target-directory (-t) and --no-target-directory (-T)");
        return false;
    }
    if (directory) {
        if (is_directory(directory, true)) return true;
        if (access(directory, F_OK) == 0) errno = ENOTDIR;
        warn_errno("target directory %s", quoted(directory).c_str());
        return false;
    }
    if (operands.size() == 1)
        return usage_error(false, "missing destination file operand after %s",
                           quoted(operands[0]).c_str());
    const char *last = operands.back();
    if (never_directory && operands.size() > 2)
        return usage_error(false, "extra operand %s", quoted(operands[2]).c_str());
    if (!never_directory && is_directory(last, follow))
        directory = last;
    else if (operands.size() > 2) {
        struct stat status;
        if (stat(last, &status) == 0) errno = ENOTDIR;
        warn_errno("target %s", quoted(last).c_str());
        return false;
    } else
        file_ = last;
    operands = operands.first(operands.size() - 1);
    return true;
}

std::string target_options::path_for(const char *source) const {
    return directory ? joined(directory, last_component(source)) : file_;
}

std::string last_component(const std::string &path) {
    std::string trimmed = path;
    while (trimmed.size() > 1 && trimmed.back() == '/') trimmed.pop_back();
    const size_t slash = trimmed.rfind('/');
    return slash == trimmed.npos || trimmed == "/" ? trimmed : trimmed.substr(slash + 1);
}

std::string directory_part(const std::string &path) {
    std::string trimmed = path;
    while (trimmed.size() > 1 && trimmed.back() == '/') trimmed.pop_back();
    const size_t slash = trimmed.rfind('/');
    return slash == trimmed.npos ? "." : slash == 0 ? "/" : trimmed.substr(0, slash);
}

bool same_entry(const std::string &a, const std::string &b) {
    struct stat of_a, of_b;
    return last_component(a) == last_component(b) && stat(directory_part(a).c_str(), &of_a) == 0 &&
           stat(directory_part(b).c_str(), &of_b) == 0 && of_a.st_ino == of_b.st_ino &&
           of_a.st_dev == of_b.st_dev;
}

std::string joined(const std::string &folder, const std::string &name) {
    return folder.empty() || folder.back() == '/' ? folder + name : folder + '/' + name;
}

std::string temporary_name(const std::string &path) {
    static unsigned count;
    struct stat status;
    for (;;) {
        const std::string name =
            joined(directory_part(path),
                   ".portolan." + std::to_string(getpid()) + '.' + std::to_string(count++));
        if (lstat(name.c_str(), &status) != 0) return name;
    }
}

std::optional<bool> is_empty_directory(int folder, const char *entry) {
    const int descriptor = openat(folder, entry, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *listing = descriptor < 0 ? nullptr : fdopendir(descriptor);
    if (!listing) {
        if (descriptor >= 0) close(descriptor);
        return {};
    }
    bool empty = true;
    while (const dirent *each = empty ? readdir(listing) : nullptr)
        empty = std::strcmp(each->d_name, ".") == 0 || std::strcmp(each->d_name, "..") == 0;
    closedir(listing);
    return empty;
}

bool answered_yes() {
    char first = 0, c;
    for (bool start = true; read(STDIN_FILENO, &c, 1) == 1 && c != '\n'; start = false)
        if (start) first = c;
    return first == 'y' || first == 'Y';
}

bool is_writable(const std::string &path, const struct stat &status) {
    return S_ISLNK(status.st_mode) || access(path.c_str(), W_OK) == 0;
}

bool agreed_to_lose(const std::string &path, const struct stat &status, bool replaced) {
    if (is_writable(path, status)) return asked_yes("overwrite", path);
    out.flush();
    std::fprintf(stderr,
                 replaced ? "%s: replace %s, overriding mode %04o (%s)? "
                          : "%s: unwritable %s (mode %04o, %s); try anyway? ",
                 program_name, quoted(path).c_str(), status.st_mode & 07777u,
                 mode_text(status.st_mode).data() + 1);
    return answered_yes();
}

bool asked_yes(const char *verb, const std::string &path) {
    out.flush();
    std::fprintf(stderr, "%s: %s %s? ", program_name, verb, quoted(path).c_str());
    return answered_yes();
}
