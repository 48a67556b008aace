// The contents of regular files, holes among them.

#include "bin/copy/tree_copy.hpp"

#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

/// Linux's FICLONE.
constexpr unsigned long share_blocks = _IOW(0x94, 9, int);

/// How many bytes at the start of `text` are zeros, in whole pieces; or with `zeros` false, not.
static size_t run_of(std::string_view text, bool zeros) {
    constexpr size_t piece = 4096;
    size_t size = 0;
    for (; size < text.size(); size += piece) {
        const std::string_view part = text.substr(size, piece);
        const bool empty =
            part[0] == 0 && std::memcmp(part.data(), part.data() + 1, part.size() - 1) == 0;
        if (empty != zeros) return size;
    }
    return text.size();
}

/// Leaves holes for zeros if `sparse`.
bool tree_copy::write_block(const job &work, int to, std::string_view block, bool sparse) {
    while (!block.empty()) {
        const size_t zeros = sparse ? run_of(block, true) : 0;
        if (zeros && lseek(to, static_cast<off_t>(zeros), SEEK_CUR) < 0) {
            warn_errno("cannot lseek %s", quoted(work.target).c_str());
            return false;
        }
        block.remove_prefix(zeros);
        for (size_t size = sparse ? run_of(block, false) : block.size(); size;) {
            const ssize_t written = write(to, block.data(), size);
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) {
                warn_errno("error writing %s", quoted(work.target).c_str());
                return false;
            }
            block.remove_prefix(static_cast<size_t>(written));
            size -= static_cast<size_t>(written);
        }
    }
    return true;
}

/// A new file that could not be written whole is removed again.
bool tree_copy::copy_bytes(const job &work, int from, int to, bool created) {
    static char block[131072];
    // A file that takes less space than it is long has holes, and so has its copy.
    const bool wants_holes =
        sparse == holes::always ||
        (sparse == holes::as_there && work.status.st_blocks < work.status.st_size / 512);
    const bool seeks = wants_holes && lseek(to, 0, SEEK_CUR) == 0;
    for (;;) {
        ssize_t size;
        do size = read(from, block, sizeof block);
        while (size < 0 && errno == EINTR);
        if (size == 0) {
            if (!seeks || ftruncate(to, lseek(to, 0, SEEK_CUR)) == 0) return true;
            warn_errno("failed to extend %s", quoted(work.target).c_str());
            break;
        }
        if (size < 0) {
            warn_errno("error reading %s", quoted(work.source).c_str());
            break;
        }
        if (!write_block(work, to, {block, static_cast<size_t>(size)}, seeks)) break;
    }
    if (created) unlink(work.target.c_str());
    return false;
}

bool tree_copy::copy_regular(job &work) {
    const int from = open(work.source.c_str(), O_RDONLY | O_CLOEXEC);
    if (from < 0) {
        warn_errno("cannot open %s for reading", quoted(work.source).c_str());
        return false;
    }
    int to = -1;
    if (work.exists) {
        to = open(work.target.c_str(), O_WRONLY | O_CLOEXEC | (attributes_only ? 0 : O_TRUNC));
        if (to < 0 && errno == ENOENT && S_ISLNK(work.existing.st_mode) &&
            std::getenv("POSIXLY_CORRECT")) {
            to = open(work.target.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC,
                      work.status.st_mode & 0777);
        } else if (to < 0 && errno == ENOENT && S_ISLNK(work.existing.st_mode)) {
            close(from);
            warn("not writing through dangling symlink %s", quoted(work.target).c_str());
            return false;
        }
        if (to < 0 && force && unlink(work.target.c_str()) == 0) work.exists = false;
    }
    const bool created = !work.exists;
    if (created) {
        // Nobody else may read what is not yet known to be theirs.
        const mode_t mode = work.status.st_mode & (keep_owner ? 0700 : 0777);
        to = open(work.target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        // `cp a b/` where b is not there.
        if (to < 0 && errno == EISDIR) errno = ENOTDIR;
    }
    if (to < 0) {
        warn_errno("cannot create regular file %s", quoted(work.target).c_str());
        close(from);
        return false;
    }
    bool copied = attributes_only;
    if (clone && !copied) {
        copied = ioctl(to, share_blocks, from) == 0;
        if (!copied)
            warn_errno("failed to clone %s from %s", quoted(work.target).c_str(),
                       quoted(work.source).c_str());
        if (!copied && created) unlink(work.target.c_str());
    } else if (!copied) {
        copied = copy_bytes(work, from, to, created);
    }
    close(from);
    bool complete = copied && set_attributes(work, to, created);
    if (close(to) != 0 && copied) {
        warn_errno("failed to close %s", quoted(work.target).c_str());
        complete = false;
    }
    if (complete) report(work);
    return complete;
}
