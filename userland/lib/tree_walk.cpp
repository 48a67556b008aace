#include "lib/tree_walk.hpp"

#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

bool allow_more_files() {
    rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return false;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

int open_folder(int folder, const char *name, bool follow) {
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW);
    int descriptor = openat(folder, name, flags);
    if (descriptor < 0 && errno == EMFILE && allow_more_files())
        descriptor = openat(folder, name, flags);
    return descriptor;
}

}  // namespace

void tree_visitor::complain(const tree_entry &entry, failure what, int reason) {
    const std::string name = quoted(entry.path);
    // In the order in which they happened.
    out.flush();
    errno = reason;
    if (what == failure::loop)
        warn("%s: directories form a loop", name.c_str());
    else
        warn_errno(what == failure::status ? "cannot access %s" : "cannot read directory %s",
                   name.c_str());
}

tree_walk::~tree_walk() {
    for (const level &each : levels_)
        if (each.descriptor >= 0) close(each.descriptor);
}

bool tree_walk::is_loop(const struct stat &status) const {
    for (const level &each : levels_)
        if (each.entry.status.st_ino == status.st_ino && each.entry.status.st_dev == status.st_dev)
            return true;
    return false;
}

/// Reads the whole directory, so that the visitor may change it.
bool tree_walk::read_names(level &opened) {
    const int copy = fcntl(opened.descriptor, F_DUPFD_CLOEXEC, 0);
    DIR *listing = copy < 0 ? nullptr : fdopendir(copy);
    if (!listing) {
        if (copy >= 0) close(copy);
        return false;
    }
    errno = 0;
    while (const dirent *each = readdir(listing)) {
        const char *name = each->d_name;
        if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]))) continue;
        opened.names.append(name, std::strlen(name) + 1);
    }
    const int reason = errno;
    closedir(listing);
    errno = reason;
    return reason == 0;
}

void tree_walk::descend(const tree_entry &entry) {
    const bool follow = links_ == follow::always || (links_ == follow::operands && levels_.empty());
    level opened{open_folder(entry.folder, entry.name, follow), {},   0, path_.size(),
                 static_cast<size_t>(entry.name - entry.path),  entry};
    if (opened.descriptor < 0)
        visitor_.failed(entry, tree_visitor::failure::open, errno);
    else if (!read_names(opened))
        visitor_.failed(entry, tree_visitor::failure::read, errno);
    levels_.push_back(std::move(opened));
}

/// Visits one file; false if the visitor ends the walk.
bool tree_walk::step(int folder, size_t name_offset) {
    const char *const name = path_.c_str() + name_offset;
    tree_entry entry{folder, name, path_.c_str(), static_cast<unsigned>(levels_.size()), {}};
    const bool follow = links_ == follow::always || (links_ == follow::operands && levels_.empty());
    int result = fstatat(folder, name, &entry.status, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    // A link that points nowhere stands for itself.
    if (result != 0 && follow && (errno == ENOENT || errno == ELOOP)) {
        const int reason = errno;
        result = fstatat(folder, name, &entry.status, AT_SYMLINK_NOFOLLOW);
        if (result == 0 && reason == ELOOP) {
            visitor_.failed(entry, tree_visitor::failure::status, ELOOP);
            return true;
        }
        errno = reason;
    }
    if (result != 0) {
        entry.status = {};
        visitor_.failed(entry, tree_visitor::failure::status, errno);
        return true;
    }
    if (S_ISDIR(entry.status.st_mode) && is_loop(entry.status)) {
        visitor_.failed(entry, tree_visitor::failure::loop, ELOOP);
        return true;
    }
    const tree_visitor::verdict verdict = visitor_.enter(entry);
    if (verdict == tree_visitor::verdict::stop) return false;
    if (verdict == tree_visitor::verdict::skip || !S_ISDIR(entry.status.st_mode)) return true;
    if (one_file_system_ && !levels_.empty() &&
        entry.status.st_dev != levels_.front().entry.status.st_dev) {
        visitor_.leave(entry);
        return true;
    }
    descend(entry);
    return true;
}

void tree_walk::leave_level() {
    level &last = levels_.back();
    path_.resize(last.path_size);
    tree_entry entry = last.entry;
    entry.path = path_.c_str();
    entry.name = entry.path + last.name_offset;
    const int descriptor = last.descriptor;
    levels_.pop_back();
    visitor_.leave(entry);
    if (descriptor >= 0) close(descriptor);
}

void tree_walk::visit(const char *operand) {
    path_ = operand;
    bool going = step(AT_FDCWD, 0);
    while (!levels_.empty()) {
        level &top = levels_.back();
        if (!going || top.next == top.names.size()) {
            if (going) {
                leave_level();
                continue;
            }
            close(top.descriptor);
            levels_.pop_back();
            continue;
        }
        const size_t at = top.next;
        top.next += std::strlen(top.names.c_str() + at) + 1;
        path_.resize(top.path_size);
        if (path_.empty() || path_.back() != '/') path_ += '/';
        const size_t name_offset = path_.size();
        path_ += top.names.c_str() + at;
        going = step(top.descriptor, name_offset);
    }
}
