#include "bin/copy/tree_copy.hpp"

#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/target.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace {

bool same_file(const struct stat &a, const struct stat &b) {
    return a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

bool newer(const struct stat &a, const struct stat &b) {
    return a.st_mtim.tv_sec != b.st_mtim.tv_sec ? a.st_mtim.tv_sec > b.st_mtim.tv_sec
                                                : a.st_mtim.tv_nsec > b.st_mtim.tv_nsec;
}

mode_t file_mask() {
    static const mode_t mask = [] {
        const mode_t value = umask(0);
        umask(value);
        return value;
    }();
    return mask;
}

}  // namespace

void tree_copy::report(const job &work) const {
    if (!verbose) return;
    out.print("%s -> %s", quoted(work.source).c_str(), quoted(work.target).c_str());
    if (!kept_.empty()) out.print(" (backup: %s)", quoted(kept_).c_str());
    out.put('\n');
}

/// Decides about a file that has the target's name already. False after a message.
bool tree_copy::examine_target(job &work, bool &skip) {
    const bool directory = S_ISDIR(work.status.st_mode);
    struct stat behind = work.existing;
    if (S_ISLNK(work.existing.st_mode)) stat(work.target.c_str(), &behind);
    const bool same = same_file(work.status, work.existing) ||
                      (!remove_first && !backup && !S_ISLNK(work.status.st_mode) &&
                       !symbolic_links && !hard_links && same_file(work.status, behind));
    if (no_clobber && !directory) return skip = true;
    if (!directory && work.operand && !backup && placed_.has(behind, work.target)) {
        warn("will not overwrite just-created %s with %s", quoted(work.target).c_str(),
             quoted(work.source).c_str());
        return false;
    }
    // What a link leads to is not lost for the link: only with a backup may it take its place.
    struct stat reached, source;
    if (!directory && !symbolic_links && lstat(work.source.c_str(), &source) == 0 &&
        S_ISLNK(source.st_mode) && stat(work.source.c_str(), &reached) == 0 &&
        same_file(reached, work.existing) && !(links == follow::never && backup)) {
        if (hard_links) return skip = true;
        warn("%s and %s are the same file", quoted(work.source).c_str(),
             quoted(work.target).c_str());
        return false;
    }
    if (same && S_ISLNK(work.status.st_mode) && !backup && !remove_first &&
        !same_entry(work.source, work.target))
        return skip = true;
    if (same && !directory) {
        // A second name for the same file is there already.
        if (hard_links && same_file(work.status, work.existing)) return skip = true;
        if (!((backup || remove_first) && !same_entry(work.source, work.target))) {
            warn("%s and %s are the same file", quoted(work.source).c_str(),
                 quoted(work.target).c_str());
            return false;
        }
    }
    if (!directory) {
        if (update && !newer(work.status, behind)) {
            skip = true;
            // What is another name of a file that was copied becomes a name of the copy all the
            // same.
            bool linked;
            return !keep_links || hard_links || symbolic_links || link_instead(work, linked);
        }
        if (ask && !agreed_to_lose(work.target, behind, force || remove_first)) return skip = true;
    }
    const bool onto_directory = S_ISDIR(behind.st_mode);
    if (directory && !onto_directory) {
        warn("cannot overwrite non-directory %s with directory %s", quoted(work.target).c_str(),
             quoted(work.source).c_str());
        return false;
    }
    if (!directory && S_ISDIR(work.existing.st_mode)) {
        warn("cannot overwrite directory %s with non-directory", quoted(work.target).c_str());
        return false;
    }
    if (directory) return true;
    return make_way(work);
}

/// Takes the old file away where it is not written over.
bool tree_copy::make_way(job &work) {
    if (backup) {
        kept_ = backup.name_for(work.target);
        if (same_entry(kept_, work.source)) {
            warn("backing up %s might destroy source;  %s not copied", quoted(work.target).c_str(),
                 quoted(work.source).c_str());
            return false;
        }
        if (rename(work.target.c_str(), kept_.c_str()) != 0) {
            warn_errno("cannot backup %s", quoted(work.target).c_str());
            return false;
        }
        work.exists = false;
        return true;
    }
    const bool replaces = remove_first || hard_links || symbolic_links ||
                          (!attributes_only && !S_ISREG(work.status.st_mode) &&
                           (recursive || S_ISLNK(work.status.st_mode)));
    if (!replaces || ((hard_links || symbolic_links) && !force && !remove_first)) return true;
    if (unlink(work.target.c_str()) != 0 && errno != ENOENT) {
        warn_errno("cannot remove %s", quoted(work.target).c_str());
        return false;
    }
    work.exists = false;
    return true;
}

bool tree_copy::link_instead(const job &work, bool &linked) {
    linked = true;
    if (symbolic_links) {
        if (work.source[0] != '/' && directory_part(work.target) != ".") {
            warn("%s: can make relative symbolic links only in current directory",
                 quoted_if_needed(work.target).c_str());
            return false;
        }
        if (symlink(work.source.c_str(), work.target.c_str()) == 0) return true;
        warn_errno("cannot create symbolic link %s to %s", quoted(work.target).c_str(),
                   quoted(work.source).c_str());
        return false;
    }
    const std::string *first = hard_links ? &work.source : nullptr;
    const identity self{work.status.st_dev, work.status.st_ino};
    // Of a file that mv has taken elsewhere under its other names only one may be left; followed
    // links lead to the same file again, however many names it has.
    if (!first && keep_links) {
        const auto known = copied_.find(self);
        if (known != copied_.end())
            first = &known->second;
        else if (work.status.st_nlink > 1 || links != follow::never)
            copied_[self] = work.target;
    }
    if (!first) {
        linked = false;
        return true;
    }
    const int flags = hard_links && links != follow::never ? AT_SYMLINK_FOLLOW : 0;
    struct stat there;
    if (!hard_links && work.exists && lstat(first->c_str(), &there) == 0 &&
        same_file(there, work.existing))
        return true;
    if (!hard_links && work.exists) unlink(work.target.c_str());
    if (linkat(AT_FDCWD, first->c_str(), AT_FDCWD, work.target.c_str(), flags) == 0) return true;
    warn_errno("cannot create hard link %s to %s", quoted(work.target).c_str(),
               quoted(*first).c_str());
    return false;
}

bool tree_copy::copy_one(const std::string &source, const std::string &target, bool operand) {
    job work{source, target, {}, {}, false, operand};
    kept_.clear();
    const bool followed = links == follow::always || (links == follow::operands && operand);
    if (fstatat(AT_FDCWD, source.c_str(), &work.status, followed ? 0 : AT_SYMLINK_NOFOLLOW) != 0) {
        warn_errno("cannot stat %s", quoted(source).c_str());
        return false;
    }
    const bool directory = S_ISDIR(work.status.st_mode);
    if (directory && !recursive) {
        warn("-r not specified; omitting directory %s", quoted(source).c_str());
        return false;
    }
    if (operand) device_ = work.status.st_dev;
    if (lstat(target.c_str(), &work.existing) == 0) {
        work.exists = true;
        bool skip = false;
        if (!examine_target(work, skip)) return false;
        if (skip) return true;
    }
    if (directory) return copy_directory(work);
    bool linked = false;
    if (!link_instead(work, linked)) return false;
    if (linked) {
        report(work);
        return true;
    }
    if (S_ISLNK(work.status.st_mode)) return copy_link(work);
    if (!S_ISREG(work.status.st_mode) && recursive && !copy_contents) return copy_special(work);
    return copy_regular(work);
}

bool tree_copy::copy_directory(job &work) {
    const identity self{work.status.st_dev, work.status.st_ino};
    if (std::find(ancestors_.begin(), ancestors_.end(), self) != ancestors_.end()) {
        warn("cannot copy cyclic symbolic link %s", quoted(work.source).c_str());
        return false;
    }
    if (std::find(created_.begin(), created_.end(), self) != created_.end()) {
        warn("cannot copy a directory, %s, into itself, %s", quoted(operand_).c_str(),
             quoted(target_).c_str());
        into_itself_ = true;
        return false;
    }
    // A link to a directory is written into only if it is an operand's target.
    const bool created = !work.exists;
    if (created) {
        if (mkdir(work.target.c_str(), new_directory_mode(work.status.st_mode)) != 0) {
            warn_errno("cannot create directory %s", quoted(work.target).c_str());
            return false;
        }
        report(work);
    }
    struct stat made;
    if (stat(work.target.c_str(), &made) == 0) {
        if (same_file(made, work.status)) {
            warn("%s and %s are the same file", quoted(work.source).c_str(),
                 quoted(work.target).c_str());
            return false;
        }
        created_.push_back({made.st_dev, made.st_ino});
    }
    bool complete = true;
    if (!one_file_system || work.status.st_dev == device_) {
        ancestors_.push_back(self);
        complete = copy_children(work);
        ancestors_.pop_back();
    }
    return set_attributes(work, -1, created) && complete;
}

bool tree_copy::copy_children(const job &work) {
    DIR *listing = opendir(work.source.c_str());
    if (!listing) {
        warn_errno("cannot access %s", quoted(work.source).c_str());
        return false;
    }
    std::vector<std::string> entries;
    errno = 0;
    while (const dirent *each = readdir(listing))
        if (std::strcmp(each->d_name, ".") != 0 && std::strcmp(each->d_name, "..") != 0)
            entries.emplace_back(each->d_name);
    const int reason = errno;
    closedir(listing);
    bool complete = reason == 0;
    errno = reason;
    if (!complete) warn_errno("reading directory %s", quoted(work.source).c_str());
    for (const std::string &each : entries) {
        if (into_itself_) break;
        if (!copy_one(joined(work.source, each), joined(work.target, each), false))
            complete = false;
    }
    return complete;
}

bool tree_copy::copy_link(const job &work) {
    std::string text(static_cast<size_t>(std::max<off_t>(work.status.st_size, 255)) + 1, '\0');
    const ssize_t size = readlink(work.source.c_str(), text.data(), text.size());
    if (size < 0) {
        warn_errno("cannot read symbolic link %s", quoted(work.source).c_str());
        return false;
    }
    text.resize(static_cast<size_t>(size));
    if (symlink(text.c_str(), work.target.c_str()) != 0) {
        warn_errno("cannot create symbolic link %s", quoted(work.target).c_str());
        return false;
    }
    report(work);
    return set_attributes(work, -1, true);
}

bool tree_copy::copy_special(const job &work) {
    const mode_t mode = work.status.st_mode & (S_IFMT | 0777);
    const int result = S_ISFIFO(mode) ? mkfifo(work.target.c_str(), mode & 0777)
                                      : mknod(work.target.c_str(), mode, work.status.st_rdev);
    if (result != 0) {
        warn_errno(S_ISFIFO(mode) ? "cannot create fifo %s" : "cannot create special file %s",
                   quoted(work.target).c_str());
        return false;
    }
    report(work);
    return set_attributes(work, -1, true);
}

/// Gives the copy what it is to have of the original. `descriptor` is -1 for what is not open.
bool tree_copy::set_attributes(const job &work, int descriptor, bool created) {
    const struct stat &status = work.status;
    const bool link = S_ISLNK(status.st_mode);
    const char *path = work.target.c_str();
    bool complete = true;
    const auto complain = [&](const char *what) {
        warn_errno(what, quoted(work.target).c_str());
        complete = false;
    };
    if (keep_times) {
        const timespec times[2] = {status.st_atim, status.st_mtim};
        if ((descriptor >= 0 ? futimens(descriptor, times)
                             : utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW)) != 0)
            complain("preserving times for %s");
    }
    mode_t mode = status.st_mode & 07777;
    if (keep_owner && fchownat(AT_FDCWD, path, status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW)) {
        if (errno != EPERM && errno != EINVAL) complain("failed to preserve ownership for %s");
        // Set-ID bits would give away the rights of somebody else.
        mode &= ~mode_t{S_ISUID | S_ISGID};
    }
    if (link) return complete;
    if (default_mode && created && !keep_mode) {
        mode = (S_ISDIR(status.st_mode) ? 0777 : 0666) & ~file_mask();
    } else if (!keep_mode) {
        if (!created || (!S_ISDIR(status.st_mode) && !keep_owner)) return complete;
        mode &= 0777 & ~file_mask();
    }
    if ((descriptor >= 0 ? fchmod(descriptor, mode) : chmod(path, mode)) != 0)
        complain("preserving permissions for %s");
    return complete;
}

bool tree_copy::copy(const std::string &source, const std::string &target) {
    operand_ = source;
    target_ = target;
    into_itself_ = false;
    // `cp -fb a a` is how a backup is made by hand.
    struct stat status;
    if (force && backup && source == target && lstat(source.c_str(), &status) == 0 &&
        S_ISREG(status.st_mode)) {
        const backup_plan plan = std::exchange(backup, {});
        const bool complete = copy_one(source, plan.name_for(target), true);
        backup = plan;
        return complete;
    }
    const bool complete = copy_one(source, target, true);
    placed_.add(target);
    return complete;
}

void tree_copy::renamed(const std::string &from, const std::string &to) {
    for (auto &[self, name] : copied_)
        if (name == from || name.starts_with(from + '/')) name.replace(0, from.size(), to);
}

bool tree_copy::copy_attributes(const std::string &source, const std::string &target,
                                bool created) {
    job work{source, target, {}, {}, true, false};
    if (stat(source.c_str(), &work.status) == 0) return set_attributes(work, -1, created);
    warn_errno("failed to get attributes of %s", quoted(source).c_str());
    return false;
}
