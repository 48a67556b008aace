#include "edit/descriptor.hpp"
#include "edit/file_store.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace edit {

namespace {

std::unexpected<std::string> failure(const std::string &path, const char *reason) {
    return std::unexpected(path + ": " + reason);
}

}  // namespace

std::expected<std::unique_ptr<open_file>, std::string> load_file(const std::string &path) {
    auto image = std::make_unique<file_image>();
    const bool standard = path == "-";
    struct stat status = {};
    bool exists = false;
    // A pipe that nobody writes to must not hold us up before it is known for one.
    descriptor file(standard ? dup(STDIN_FILENO)
                             : open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (file) {
        if (fstat(file.get(), &status) != 0) return failure(path, std::strerror(errno));
        if (S_ISDIR(status.st_mode)) return failure(path, std::strerror(EISDIR));
        if (!standard && !S_ISREG(status.st_mode)) return failure(path, "Not a regular file");
        if (const int error = image->load(file.get())) return failure(path, std::strerror(error));
        exists = !standard;
    } else if (errno != ENOENT || path.empty()) {
        return failure(path, std::strerror(errno));
    } else {
        // What cannot be made later is better known now.
        const std::string target = resolve_links(path);
        const std::string folder = target.substr(0, name_offset(target));
        if (access(folder.empty() ? "." : folder.c_str(), F_OK) != 0)
            return failure(path, std::strerror(errno));
    }
    auto result = std::make_unique<open_file>(std::move(image));
    result->exists = result->base_on_disk = exists;
    if (!standard) {
        result->path = path;
        result->known = status;
    }
    if (standard && result->doc.content().size() > 0) result->doc.set_unsaved();
    result->doc.colours().use(
        syntax_of(result->path, result->doc.content().chunk(0).substr(0, 256)));
    return result;
}

bool is_changed_on_disk(const open_file &file) {
    struct stat now;
    if (file.path.empty()) return false;
    if (stat(file.path.c_str(), &now) != 0) return file.exists && errno == ENOENT;
    if (!file.exists) return true;
    const struct stat &then = file.known;
    return now.st_dev != then.st_dev || now.st_ino != then.st_ino || now.st_size != then.st_size ||
           now.st_mtim.tv_sec != then.st_mtim.tv_sec || now.st_mtim.tv_nsec != then.st_mtim.tv_nsec;
}

size_t name_offset(const std::string &path) { return path.rfind('/') + 1; }

std::string resolve_links(const std::string &path) {
    constexpr int most_links = 40;
    std::string at = path;
    for (int i = 0; i < most_links; ++i) {
        char target[4096];
        const ssize_t size = readlink(at.c_str(), target, sizeof target);
        if (size < 0) return at;
        const std::string_view to(target, static_cast<size_t>(size));
        if (to.starts_with('/'))
            at = to;
        else
            at.replace(name_offset(at), at.npos, to);
    }
    errno = ELOOP;
    return {};
}

}  // namespace edit
