#include "edit/core/decimal.hpp"
#include "edit/recovery_file.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "edit/descriptor.hpp"
#include "edit/file_store.hpp"

namespace edit {

namespace {

constexpr std::string_view suffix = ".edit-recovery";
constexpr size_t longest_name = 255;

file_version version_of(const struct stat &status) {
    return {static_cast<uint64_t>(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

bool read_whole(const std::string &path, file_image &to) {
    const descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status;
    return file && fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode) &&
           status.st_uid == geteuid() && to.load(file.get()) == 0;
}

// Whether a recovery file is there that another process, dead or alive, wrote.
bool is_foreign(const std::string &path) {
    if (access(path.c_str(), F_OK) != 0) return false;
    file_image image;
    if (!read_whole(path, image)) return true;
    const auto header = read_recovery_header(image.bytes());
    return !header || header->process != static_cast<uint64_t>(getpid());
}

}  // namespace

std::string recovery_path_for(const std::string &path) {
    if (path.empty()) {
        const char *home = std::getenv("HOME");
        return std::string(home && *home ? home : "/tmp") + "/.no-name" + std::string(suffix);
    }
    const std::string target = resolve_links(path);
    std::string name = target.substr(name_offset(target));
    if (name.size() + suffix.size() + 8 > longest_name)
        name.resize(longest_name - suffix.size() - 8);
    return target.substr(0, name_offset(target)) + "." + name + std::string(suffix);
}

int write_recovery_file(open_file &file, recovery_content content) {
    if (file.recovery_path.empty()) {
        file.recovery_path = recovery_path_for(file.path);
        if (is_foreign(file.recovery_path))
            file.recovery_path += "-" + decimal(static_cast<uint64_t>(getpid()));
    }
    const std::string temporary = file.recovery_path + "~";
    unlink(temporary.c_str());
    descriptor made(
        open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!made) {
        const int error = errno;
        file.recovery_path.clear();
        return error;
    }
    recovery_header header{.process = static_cast<uint64_t>(getpid()), .path = file.path};
    // A base of no size is one that nothing refers to.
    if (content == recovery_content::changes && file.base_on_disk)
        header.base = version_of(file.known);
    std::string buffer;
    int error = 0;
    const auto flush = [&] {
        if (!error) error = made.write(buffer);
        buffer.clear();
        return error == 0;
    };
    const bool whole = write_recovery(header, file.doc.content(), [&](std::string_view part) {
        if (buffer.size() + part.size() < 65536) {
            buffer += part;
            return true;
        }
        if (!flush()) return false;
        error = made.write(part);
        return error == 0;
    });
    if (whole) flush();
    if (!error && fsync(made.get()) != 0 && errno != EINVAL && errno != ENOSYS) error = errno;
    if (const int closing = made.close(); closing && !error) error = closing;
    if (!error && rename(temporary.c_str(), file.recovery_path.c_str()) != 0) error = errno;
    if (error)
        unlink(temporary.c_str());
    else
        file.recovered = file.doc.content().state();
    return error;
}

void remove_recovery_file(open_file &file) {
    if (file.recovery_path.empty()) return;
    unlink(file.recovery_path.c_str());
    file.recovery_path.clear();
}

std::optional<found_recovery> find_recovery(const open_file &file) {
    found_recovery found{.path = recovery_path_for(file.path)};
    file_image image;
    if (!read_whole(found.path, image)) return std::nullopt;
    auto header = read_recovery_header(image.bytes());
    if (!header) return std::nullopt;
    found.header = std::move(*header);
    const auto process = static_cast<pid_t>(found.header.process);
    found.process_lives =
        process > 0 && process != getpid() && (kill(process, 0) == 0 || errno == EPERM);
    found.complete = !recovery_needs_base(image.bytes());
    return found;
}

const char *recover(open_file &file, const found_recovery &from) {
    if (!from.complete && (!file.exists || version_of(file.known) != from.header.base))
        return "the file has changed since, and the recovery file has only the changes";
    file_image image;
    if (!read_whole(from.path, image)) return std::strerror(errno);
    if (!apply_recovery(image.bytes(), file.doc)) return "the recovery file is damaged";
    // From now on it is this process's own: it goes when the text is saved.
    file.recovery_path = from.path;
    file.recovered = file.doc.content().state();
    return nullptr;
}

}  // namespace edit
