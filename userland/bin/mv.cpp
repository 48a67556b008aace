#include "bin/copy/placed_files.hpp"
#include "bin/copy/tree_copy.hpp"
#include "lib/backup.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/target.hpp"
#include "lib/tree_walk.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: mv [OPTION]... [-T] SOURCE DEST\n"
    "       mv [OPTION]... SOURCE... DIRECTORY\n"
    "       mv [OPTION]... -t DIRECTORY SOURCE...\n"
    "Rename SOURCE to DEST, or move each SOURCE into DIRECTORY.\n\n"
    "  -b, --backup[=CONTROL]     keep what DEST was as DEST~, numbered as DEST.~N~; -S, "
    "--suffix=SUFFIX\n"
    "  -f, --force                never ask\n"
    "  -i, --interactive          ask before replacing a file\n"
    "  -n, --no-clobber           leave existing files\n"
    "      --strip-trailing-slashes  from each SOURCE\n"
    "  -t, --target-directory=DIRECTORY  move into DIRECTORY\n"
    "  -T, --no-target-directory  DEST is never a directory to move into\n"
    "  -u, --update               only if SOURCE is newer or DEST missing\n"
    "  -v, --verbose              name each file\n"
    "      --help                 show this text\n";
constexpr int strip_code = 256;
constexpr long_option names[] = {{"backup", 'b', long_option::optional},
                                 {"force", 'f'},
                                 {"interactive", 'i'},
                                 {"no-clobber", 'n'},
                                 {"no-target-directory", 'T'},
                                 {"strip-trailing-slashes", strip_code},
                                 {"suffix", 'S', long_option::required},
                                 {"target-directory", 't', long_option::required},
                                 {"update", 'u'},
                                 {"verbose", 'v'}};

/// Removes a tree that has been copied.
struct tree_remover final : tree_visitor {
    bool complete = true;

    verdict enter(const tree_entry &entry) override {
        if (S_ISDIR(entry.status.st_mode)) return verdict::descend;
        remove(entry, 0);
        return verdict::skip;
    }
    void leave(const tree_entry &entry) override { remove(entry, AT_REMOVEDIR); }
    void failed(const tree_entry &entry, failure, int reason) override {
        errno = reason;
        complain(entry.path);
    }

private:
    void remove(const tree_entry &entry, int flags) {
        if (unlinkat(entry.folder, entry.name, flags) != 0) complain(entry.path);
    }
    void complain(const char *path) {
        warn_errno("cannot remove %s", quoted(path).c_str());
        complete = false;
    }
};

class mover {
public:
    bool force = false, ask = false, no_clobber = false, update = false, verbose = false;
    backup_plan backup;

    mover() {
        copier_.links = tree_copy::follow::never;
        copier_.recursive = copier_.keep_mode = copier_.keep_owner = copier_.keep_times =
            copier_.keep_links = true;
    }
    bool move(const std::string &source, const std::string &target);

private:
    bool examine(const struct stat &status, const std::string &source, const std::string &target,
                 std::string &kept, bool &skip) const;
    bool agreed(const struct stat &existing, const std::string &target) const;
    bool move_by_copy(const std::string &source, const std::string &target);

    placed_files placed_;
    tree_copy copier_;  // remembers what had several names from one operand to the next
};

bool mover::agreed(const struct stat &existing, const std::string &target) const {
    if (force) return true;
    if (!ask && (is_writable(target, existing) || !isatty(STDIN_FILENO))) return true;
    return agreed_to_lose(target, existing, true);
}

bool mover::examine(const struct stat &status, const std::string &source, const std::string &target,
                    std::string &kept, bool &skip) const {
    struct stat existing;
    if (lstat(target.c_str(), &existing) != 0) return true;
    if (no_clobber) return skip = true;
    if (!backup && !S_ISDIR(existing.st_mode) && placed_.has(existing, target)) {
        warn("will not overwrite just-created %s with %s", quoted(target).c_str(),
             quoted(source).c_str());
        return false;
    }
    if (existing.st_ino == status.st_ino && existing.st_dev == status.st_dev && !backup) {
        warn("%s and %s are the same file", quoted(source).c_str(), quoted(target).c_str());
        return false;
    }
    // A link by which the file would lose its last name but one that leads anywhere.
    struct stat behind;
    if (S_ISLNK(status.st_mode) && existing.st_nlink > 1 && !S_ISDIR(existing.st_mode) &&
        stat(source.c_str(), &behind) == 0 && behind.st_ino == existing.st_ino &&
        behind.st_dev == existing.st_dev) {
        warn("%s and %s are the same file", quoted(source).c_str(), quoted(target).c_str());
        return false;
    }
    const timespec &old = existing.st_mtim, &now = status.st_mtim;
    if (update && !S_ISDIR(status.st_mode) &&
        (old.tv_sec > now.tv_sec || (old.tv_sec == now.tv_sec && old.tv_nsec >= now.tv_nsec)))
        return skip = true;
    if (!agreed(existing, target)) return skip = true;
    if (S_ISDIR(status.st_mode) && !S_ISDIR(existing.st_mode)) {
        warn("cannot overwrite non-directory %s with directory %s", quoted(target).c_str(),
             quoted(source).c_str());
        return false;
    }
    if (!S_ISDIR(status.st_mode) && S_ISDIR(existing.st_mode)) {
        warn("cannot overwrite directory %s with non-directory", quoted(target).c_str());
        return false;
    }
    if (!backup) return true;
    kept = backup.name_for(target);
    if (same_entry(kept, source)) {
        warn("backing up %s might destroy source;  %s not moved", quoted(target).c_str(),
             quoted(source).c_str());
        return false;
    }
    if (rename(target.c_str(), kept.c_str()) == 0) return true;
    warn_errno("cannot backup %s", quoted(target).c_str());
    return false;
}

/// To another file system: the copy gets its name when it is complete, then the original goes.
bool mover::move_by_copy(const std::string &source, const std::string &target) {
    struct stat behind, existing;
    if (stat(source.c_str(), &behind) == 0 && lstat(target.c_str(), &existing) == 0 &&
        behind.st_ino == existing.st_ino && behind.st_dev == existing.st_dev) {
        warn("%s and %s are the same file", quoted(source).c_str(), quoted(target).c_str());
        return false;
    }
    const std::string temporary = temporary_name(target);
    tree_remover remover;
    if (!copier_.copy(source, temporary)) {
        struct stat status;
        if (lstat(temporary.c_str(), &status) == 0)
            tree_walk(remover, tree_walk::follow::never).visit(temporary.c_str());
        return false;
    }
    if (rename(temporary.c_str(), target.c_str()) != 0) {
        warn_errno("cannot move %s to %s", quoted(source).c_str(), quoted(target).c_str());
        tree_walk(remover, tree_walk::follow::never).visit(temporary.c_str());
        return false;
    }
    copier_.renamed(temporary, target);
    tree_walk(remover, tree_walk::follow::never).visit(source.c_str());
    return remover.complete;
}

bool mover::move(const std::string &source, const std::string &target) {
    struct stat status;
    if (lstat(source.c_str(), &status) != 0) {
        warn_errno("cannot stat %s", quoted(source).c_str());
        return false;
    }
    std::string kept;
    bool skip = false;
    if (!examine(status, source, target, kept, skip)) return false;
    if (skip) return true;
    bool copied = false;
    if (rename(source.c_str(), target.c_str()) != 0) {
        if (errno == EINVAL && S_ISDIR(status.st_mode)) {
            warn("cannot move %s to a subdirectory of itself, %s", quoted(source).c_str(),
                 quoted(target).c_str());
            return false;
        }
        if (errno != EXDEV) {
            warn_errno("cannot move %s to %s", quoted(source).c_str(), quoted(target).c_str());
            return false;
        }
        if (!move_by_copy(source, target)) return false;
        copied = true;
    } else if (lstat(source.c_str(), &status) == 0 && status.st_nlink > 1 &&
               !S_ISDIR(status.st_mode)) {
        // Names of one file: rename leaves both.
        unlink(source.c_str());
    }
    placed_.add(target);
    if (!verbose) return true;
    out.print("%s%s -> %s", copied ? "copied " : "renamed ", quoted(source).c_str(),
              quoted(target).c_str());
    if (!kept.empty()) out.print(" (backup: %s)", quoted(kept).c_str());
    out.put('\n');
    if (copied) out.print("removed %s\n", quoted(source).c_str());
    return true;
}

}  // namespace

int mv_main(int, char **argv) {
    options parser(argv, "bfinS:t:Tuv", names, help);
    mover work;
    target_options where;
    bool strip = false;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'b':
            if (!work.backup.set(parser.argument())) return 1;
            break;
        case 'f':
            work.force = true;
            work.ask = work.no_clobber = false;
            break;
        case 'i':
            work.ask = true;
            work.force = work.no_clobber = false;
            break;
        case 'n':
            work.no_clobber = true;
            work.force = work.ask = false;
            break;
        case strip_code: strip = true; break;
        case 'S':
            if (!work.backup.set_suffix(parser.argument())) return 1;
            break;
        case 't': where.directory = parser.argument(); break;
        case 'T': where.never_directory = true; break;
        case 'u': work.update = true; break;
        case 'v': work.verbose = true; break;
        default: return 1;
        }
    if (work.backup && work.no_clobber)
        return usage_error(1, "options --backup and --no-clobber are mutually exclusive");
    std::span<char *> operands = parser.operands();
    if (!where.resolve(operands)) return 1;
    int status = 0;
    for (const char *operand : operands) {
        std::string source = operand;
        while (strip && source.size() > 1 && source.back() == '/') source.pop_back();
        if (!work.move(source, where.path_for(operand))) status = 1;
    }
    return status;
}
