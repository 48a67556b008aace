#include "edit/core/decimal.hpp"
#include "edit/descriptor.hpp"
#include "edit/file_store.hpp"
#include "edit/recovery_file.hpp"

#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace edit {

namespace {

int write_all(const text &from, const descriptor &to) {
    for (size_t at = 0; at < from.size();) {
        const std::string_view part = from.chunk(at);
        if (const int error = to.write(part)) return error;
        at += part.size();
    }
    return 0;
}

std::string temporary_name(const std::string &target) {
    std::string name = target.substr(name_offset(target));
    const std::string suffix = ".edit-" + decimal(static_cast<uint64_t>(getpid()));
    if (name.size() + suffix.size() + 1 > NAME_MAX) name.clear();
    return target.substr(0, name_offset(target)) + "." + name + suffix;
}

void sync_folder(const std::string &target) {
    const std::string folder = target.substr(0, name_offset(target));
    const descriptor opened(open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC));
    if (opened) fsync(opened.get());
}

// How a save ended: done, impossible in this way, or an errno.
struct outcome {
    enum : uint8_t { done, impossible, failed } how;
    int error = 0;
};

// A new file in the place of the old one.
outcome replace_file(open_file &file, const std::string &target, const struct stat *old) {
    if (old && old->st_nlink > 1) return {outcome::impossible};
    const std::string temporary = temporary_name(target);
    // A file of this name can only be left over from a process of ours that died while writing.
    unlink(temporary.c_str());
    descriptor made(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                         old ? S_IRUSR | S_IWUSR : 0666));
    if (!made) {
        const bool closed = errno == EACCES || errno == EPERM;
        return {closed && old ? outcome::impossible : outcome::failed, errno};
    }
    int error = 0;
    bool foreign = false;
    if (old) {
        foreign = fchown(made.get(), old->st_uid, old->st_gid) != 0;
        if (!foreign && fchmod(made.get(), old->st_mode & 07777) != 0) error = errno;
    }
    struct stat status = {};
    if (!foreign && !error) error = write_all(file.doc.content(), made);
    if (!foreign && !error && fsync(made.get()) != 0 && errno != EINVAL && errno != ENOSYS)
        error = errno;
    if (!error && fstat(made.get(), &status) != 0) error = errno;
    if (const int closing = made.close(); closing && !error) error = closing;
    if (!foreign && !error && rename(temporary.c_str(), target.c_str()) != 0) error = errno;
    if (foreign || error) {
        unlink(temporary.c_str());
        return {foreign ? outcome::impossible : outcome::failed, error};
    }
    sync_folder(target);
    file.known = status;
    return {outcome::done};
}

// Room for the new size before the first byte of the old content is overwritten.
int reserve(const descriptor &file, off_t old_size, off_t new_size) {
    if (new_size <= old_size) return 0;
    const int error = posix_fallocate(file.get(), 0, new_size);
    if (error == ENOSPC || error == EFBIG || error == EDQUOT) {
        [[maybe_unused]] const int ignored = ftruncate(file.get(), old_size);
        return error;
    }
    return 0;
}

// Over the old content, which is gone for good only when the new one is there.
outcome overwrite_file(open_file &file, const std::string &target) {
    if (const int error = file.image->detach()) return {outcome::failed, error};
    file.doc.rebase(file.image->bytes());
    descriptor opened(open(target.c_str(), O_WRONLY | O_CLOEXEC));
    struct stat status = {};
    if (!opened || fstat(opened.get(), &status) != 0) return {outcome::failed, errno};
    if (const int error = write_recovery_file(file, recovery_content::complete))
        return {outcome::failed, error};
    const auto size = static_cast<off_t>(file.doc.content().size());
    int error = reserve(opened, status.st_size, size);
    if (!error) error = write_all(file.doc.content(), opened);
    if (!error && ftruncate(opened.get(), size) != 0) error = errno;
    if (!error && fsync(opened.get()) != 0 && errno != EINVAL && errno != ENOSYS) error = errno;
    if (!error && fstat(opened.get(), &status) != 0) error = errno;
    if (const int closing = opened.close(); closing && !error) error = closing;
    if (error) return {outcome::failed, error};
    file.known = status;
    return {outcome::done};
}

}  // namespace

std::expected<void, std::string> save_file(open_file &file) {
    const auto failure = [&file](int error) {
        return std::unexpected(file.path + ": " + std::strerror(error));
    };
    const std::string target = resolve_links(file.path);
    if (target.empty()) return failure(ELOOP);
    struct stat old;
    const bool exists = stat(target.c_str(), &old) == 0;
    if (!exists && errno != ENOENT) return failure(errno);
    if (exists && S_ISDIR(old.st_mode)) return failure(EISDIR);
    if (exists && !S_ISREG(old.st_mode)) return std::unexpected(file.path + ": Not a regular file");
    // To replace a file does not need the right to write it; to edit it should.
    if (exists && access(target.c_str(), W_OK) != 0) return failure(errno);
    outcome result = replace_file(file, target, exists ? &old : nullptr);
    if (result.how == outcome::impossible) result = overwrite_file(file, target);
    if (result.how != outcome::done) return failure(result.error);
    file.exists = true;
    file.base_on_disk = false;
    file.changed_on_disk = false;
    file.doc.set_saved();
    remove_recovery_file(file);
    return {};
}

}  // namespace edit
