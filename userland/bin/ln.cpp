#include "bin/copy/placed_files.hpp"
#include "lib/backup.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/target.hpp"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: ln [OPTION]... [-T] TARGET LINK\n"
    "       ln [OPTION]... TARGET\n"
    "       ln [OPTION]... TARGET... DIRECTORY\n"
    "       ln [OPTION]... -t DIRECTORY TARGET...\n"
    "Make a LINK to TARGET, or one in DIRECTORY (the current one if not named) for each.\n\n"
    "  -b, --backup               keep what LINK was as LINK~, numbered as LINK.~N~; -S, "
    "--suffix=SUFFIX\n"
    "  -f, --force                remove what LINK was\n"
    "  -i, --interactive          ask before that\n"
    "  -L, --logical              hard links to what links point to; -P, --physical: to the links\n"
    "  -n, --no-dereference       a link to a directory as LINK is a file\n"
    "  -r, --relative             with -s: from where the link is\n"
    "  -s, --symbolic             symbolic links instead of hard ones\n"
    "  -t, --target-directory=DIRECTORY  make the links in DIRECTORY\n"
    "  -T, --no-target-directory  LINK is never a directory to make links in\n"
    "  -v, --verbose              name each link\n"
    "      --help                 show this text\n";
constexpr long_option names[] = {{"backup", 'b', long_option::optional},
                                 {"force", 'f'},
                                 {"interactive", 'i'},
                                 {"logical", 'L'},
                                 {"no-dereference", 'n'},
                                 {"no-target-directory", 'T'},
                                 {"physical", 'P'},
                                 {"relative", 'r'},
                                 {"suffix", 'S', long_option::required},
                                 {"symbolic", 's'},
                                 {"target-directory", 't', long_option::required},
                                 {"verbose", 'v'}};

class linker {
public:
    bool force = false, ask = false, symbolic = false, logical = false, relative = false,
         verbose = false;
    backup_plan backup;

    bool link(const std::string &target, const std::string &name);

private:
    bool make_way(const std::string &target, const std::string &name, std::string &kept) const;
    int make(const std::string &text, const std::string &name) const;
    bool complain(const std::string &target, const std::string &name) const;

    placed_files placed_;
};

/// What links at the end of a path lead to in the end, which need not be there.
std::string followed(std::string path) {
    constexpr int most_links = 40;
    char text[PATH_MAX];
    for (int links = 0; links < most_links; ++links) {
        const ssize_t size = readlink(path.c_str(), text, sizeof text);
        if (size <= 0) break;
        const std::string aim(text, static_cast<size_t>(size));
        path = aim[0] == '/' ? aim : joined(directory_part(path), aim);
    }
    return path;
}

/// The path of `target` as seen from the directory of `name`. Empty if one of them is not there.
std::string relative_path(const std::string &target, const std::string &name) {
    const auto absolute = [](const std::string &path) {
        char *real = realpath(path.c_str(), nullptr);
        std::string result = real ? real : "";
        std::free(real);
        return result;
    };
    const std::string folder = absolute(directory_part(name));
    std::string aim = absolute(target);
    if (aim.empty()) {
        const std::string last = followed(target);
        aim = absolute(directory_part(last));
        if (!aim.empty()) aim += (aim == "/" ? "" : "/") + last_component(last);
    }
    if (folder.empty() || aim.empty()) return {};
    size_t common = 0;
    for (size_t at = 0;; ++at) {
        const bool ends = at == folder.size() || folder[at] == '/';
        const bool aim_ends = at == aim.size() || aim[at] == '/';
        if (ends && aim_ends) common = at;
        if (at >= folder.size() || at >= aim.size() || folder[at] != aim[at]) break;
    }
    std::string result;
    for (size_t at = common; at < folder.size(); ++at)
        if (folder[at] == '/' && at + 1 < folder.size()) result += result.empty() ? ".." : "/..";
    const std::string rest = aim.substr(std::min(aim.size(), common + (common < aim.size())));
    if (!rest.empty()) result += (result.empty() ? "" : "/") + rest;
    return result.empty() ? "." : result;
}

int linker::make(const std::string &text, const std::string &name) const {
    if (symbolic) return symlink(text.c_str(), name.c_str());
    return linkat(AT_FDCWD, text.c_str(), AT_FDCWD, name.c_str(), logical ? AT_SYMLINK_FOLLOW : 0);
}

bool linker::complain(const std::string &target, const std::string &name) const {
    if (symbolic && errno != ENAMETOOLONG && !target.empty())
        warn_errno("failed to create symbolic link %s", quoted(name).c_str());
    else if (symbolic)
        warn_errno("failed to create symbolic link %s -> %s", quoted(name).c_str(),
                   quoted(target).c_str());
    else if (errno == EEXIST || errno == EDQUOT || errno == ENOSPC || errno == EROFS)
        warn_errno("failed to create hard link %s", quoted(name).c_str());
    else
        warn_errno("failed to create hard link %s => %s", quoted(name).c_str(),
                   quoted(target).c_str());
    return false;
}

/// Removes what has the name, or renames it to `kept`. False after a message, or a no.
bool linker::make_way(const std::string &target, const std::string &name, std::string &kept) const {
    struct stat existing, source;
    if (lstat(name.c_str(), &existing) != 0) return true;
    if (!symbolic && !backup && placed_.has(existing, name)) {
        warn("will not overwrite just-created %s with %s", quoted(name).c_str(),
             quoted(target).c_str());
        return false;
    }
    if (S_ISDIR(existing.st_mode)) {
        warn("%s: cannot overwrite directory", quoted_if_needed(name).c_str());
        return false;
    }
    // Removing a file for a link to itself would lose it.
    if (stat(target.c_str(), &source) == 0 && existing.st_ino == source.st_ino &&
        existing.st_dev == source.st_dev && (source.st_nlink == 1 || target == name)) {
        warn("%s and %s are the same file", quoted(target).c_str(), quoted(name).c_str());
        return false;
    }
    if (ask && !asked_yes("replace", name)) return false;
    if (backup) {
        kept = backup.name_for(name);
        if (rename(name.c_str(), kept.c_str()) == 0) {
            // Two names of one file: rename leaves both.
            unlink(name.c_str());
            return true;
        }
        warn_errno("cannot backup %s", quoted(name).c_str());
        return false;
    }
    return true;
}

bool linker::link(const std::string &target, const std::string &name) {
    std::string text = target, kept;
    if (relative && !target.empty()) {
        text = relative_path(target, name);
        if (text.empty()) text = target;
    }
    struct stat status;
    if (!symbolic) {
        if (fstatat(AT_FDCWD, target.c_str(), &status, logical ? 0 : AT_SYMLINK_NOFOLLOW) != 0) {
            warn_errno("failed to access %s", quoted(target).c_str());
            return false;
        }
        if (S_ISDIR(status.st_mode)) {
            warn("%s: hard link not allowed for directory", quoted_if_needed(target).c_str());
            return false;
        }
    }
    const bool replaces = force || ask || static_cast<bool>(backup);
    if (make(text, name) != 0) {
        if (errno != EEXIST || !replaces) return complain(target, name);
        if (!make_way(target, name, kept)) return ask && !force;
        if (kept.empty()) {
            // The new link takes the old one's place at once.
            const std::string temporary = temporary_name(name);
            if (make(text, temporary) != 0) return complain(target, name);
            if (rename(temporary.c_str(), name.c_str()) != 0) {
                const int reason = errno;
                unlink(temporary.c_str());
                errno = reason;
                return complain(target, name);
            }
            // Names of one file: rename leaves both.
            unlink(temporary.c_str());
        } else if (make(text, name) != 0) {
            return complain(target, name);
        }
    }
    if (!symbolic) placed_.add(name);
    if (verbose)
        out.print("%s%s%s %s %s\n", kept.empty() ? "" : quoted(kept).c_str(),
                  kept.empty() ? "" : " ~ ", quoted(name).c_str(), symbolic ? "->" : "=>",
                  quoted(text).c_str());
    return true;
}

}  // namespace

int ln_main(int, char **argv) {
    options parser(argv, "bfiLnPrsS:t:Tv", names, help);
    linker work;
    target_options where;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'b':
            if (!work.backup.set(parser.argument())) return 1;
            break;
        case 'f':
            work.force = true;
            work.ask = false;
            break;
        case 'i':
            work.ask = true;
            work.force = false;
            break;
        case 'L': work.logical = true; break;
        case 'P': work.logical = false; break;
        case 'n': where.follow = false; break;
        case 'r': work.relative = true; break;
        case 's': work.symbolic = true; break;
        case 'S':
            if (!work.backup.set_suffix(parser.argument())) return 1;
            break;
        case 't': where.directory = parser.argument(); break;
        case 'T': where.never_directory = true; break;
        case 'v': work.verbose = true; break;
        default: return 1;
        }
    if (work.relative && !work.symbolic) {
        warn("cannot do --relative without --symbolic");
        return 1;
    }
    std::span<char *> operands = parser.operands();
    if (operands.size() == 1 && !where.directory && !where.never_directory) where.directory = ".";
    struct stat folder;
    if (where.directory && stat(where.directory, &folder) != 0) {
        warn_errno("failed to access %s", quoted(where.directory).c_str());
        return 1;
    }
    if (where.directory && !S_ISDIR(folder.st_mode)) {
        warn("target %s is not a directory", quoted(where.directory).c_str());
        return 1;
    }
    if (!where.resolve(operands)) return 1;
    int status = 0;
    for (const char *target : operands)
        if (!work.link(target, where.path_for(target))) status = 1;
    return status;
}
