#include "msh/builtin.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/variable.hpp"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace msh {

// Takes . and .. and double slashes out of an absolute path, by its text. What stands before ..
// must be a directory all the same; false with errno if it is none.
static bool normalise(std::string_view path, buffer &into) {
    into.clear();
    for (size_t at = 0; at < path.size();) {
        while (at < path.size() && path[at] == '/') at++;
        const size_t slash = path.find('/', at);
        const std::string_view part = path.substr(at, slash == path.npos ? path.npos : slash - at);
        at = slash == path.npos ? path.size() : slash;
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            struct stat status;
            if (!into.empty() && stat(into.text(), &status) != 0) return false;
            if (!into.empty() && !S_ISDIR(status.st_mode)) {
                errno = ENOTDIR;
                return false;
            }
            while (!into.empty() && into.last() != '/') into.resize(into.size() - 1);
            if (!into.empty()) into.resize(into.size() - 1);
            continue;
        }
        into.add('/');
        into.add(part);
    }
    if (into.empty()) into.add('/');
    return true;
}

static bool go(const char *folder, bool physical, buffer &where) {
    const char *now = variable_value("PWD");
    buffer full;
    if (folder[0] != '/') {
        full.add(now ? now : "");
        full.add('/');
    }
    full.add(folder);
    if (!physical && full[0] == '/') {
        if (normalise(full.view(), where) && chdir(where.text()) == 0) return true;
        if (errno != ENAMETOOLONG) return false;
    }
    if (chdir(folder) != 0) return false;
    char path[PATH_MAX];
    where.clear();
    where.add(getcwd(path, sizeof path) ? path : full.text());
    return true;
}

int builtin_cd(int argc, char **argv) {
    bool physical = false;
    option_reader options(argc, argv, "LPe");
    while (const int o = options.next()) {
        if (o == '?') return 2;
        if (o != 'e') physical = o == 'P';
    }
    const char *folder =
        options.operands() < argc ? argv[options.operands()] : variable_value("HOME");
    bool print = false;
    if (!folder) {
        complain("HOME not set");
        return 2;
    }
    if (!*folder && options.operands() >= argc) return 0;
    if (strcmp(folder, "-") == 0) {
        folder = variable_value("OLDPWD");
        if (!folder) {
            complain("OLDPWD not set");
            return 2;
        }
        print = true;
    }
    buffer where;
    bool done = false;
    const char *path = variable_value("CDPATH");
    const bool searches = path && *path && folder[0] != '/' && strcmp(folder, ".") != 0 &&
                          strcmp(folder, "..") != 0 && strncmp(folder, "./", 2) != 0 &&
                          strncmp(folder, "../", 3) != 0;
    for (const char *p = searches ? path : nullptr; p && !done;) {
        const char *end = strchr(p, ':');
        const size_t size = end ? static_cast<size_t>(end - p) : strlen(p);
        buffer candidate;
        candidate.add(std::string_view(p, size));
        if (size) candidate.add('/');
        candidate.add(folder);
        struct stat status;
        if (stat(candidate.text(), &status) == 0 && S_ISDIR(status.st_mode)) {
            done = go(candidate.text(), physical, where);
            print |= done && size;
        }
        p = end ? end + 1 : nullptr;
    }
    if (!done && !go(folder, physical, where)) {
        complain("can't cd to %s: %s", folder, error_text(errno));
        return 2;
    }
    const char *before = variable_value("PWD");
    if (before) assign("OLDPWD", before);
    assign("PWD", where.view());
    set_exported(variable_named("PWD"), true);
    set_exported(variable_named("OLDPWD"), true);
    if (print) {
        out.put(where.view());
        out.put('\n');
    }
    return 0;
}

int builtin_pwd(int argc, char **argv) {
    bool physical = false;
    option_reader options(argc, argv, "LP");
    while (const int o = options.next()) {
        if (o == '?') return 2;
        physical = o == 'P';
    }
    const char *logical = variable_value("PWD");
    char path[PATH_MAX];
    if (physical || !logical || *logical != '/') {
        if (!getcwd(path, sizeof path)) {
            complain("%s", error_text(errno));
            return 1;
        }
        logical = path;
    }
    out.put(logical);
    out.put('\n');
    return 0;
}

}  // namespace msh
