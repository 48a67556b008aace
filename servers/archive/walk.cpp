#include "walk.hpp"

#include <cerrno>

#include <protocol/file.hpp>
#include <sys/stat.h>

namespace {

constexpr unsigned links_max = 40;

std::string_view without_slashes(std::string_view path) {
    while (path.starts_with('/')) path.remove_prefix(1);
    return path;
}

std::string_view text_of(const tree::node &link) {
    return {reinterpret_cast<const char *>(link.data.data()), link.data.size()};
}

/// What `rest` means above the root of a tree that is mounted on that path.
std::string above(std::string_view mounted_on, std::string_view rest) {
    std::string path(mounted_on.substr(0, mounted_on.rfind('/') + 1));
    path += rest;
    return path;
}

}  // namespace

bool caller::may(const tree::node &node, unsigned wanted) const {
    if (uid == 0) return (wanted & 1) == 0 || S_ISDIR(node.mode) || (node.mode & 0111) != 0;
    const unsigned shift = uid == node.uid ? 6 : gid == node.gid ? 3 : 0;
    return (node.mode >> shift & wanted) == wanted;
}

destination walk(const tree &files, tree::index start, std::string_view path, bool follow,
                 const caller &who, std::string_view mounted_on) {
    const auto failed = [](int error) { return destination{.error = error}; };
    const auto outside = [](std::string rest) {
        return destination{.inside = false, .rest = std::move(rest)};
    };
    if (path.starts_with('/')) return outside(std::string(path));
    std::string pending(path);
    std::string_view rest = pending;
    tree::index at = start;
    for (unsigned links = 0; !(rest = without_slashes(rest)).empty();) {
        const tree::node &folder = files.at(at);
        if (!S_ISDIR(folder.mode)) return failed(ENOTDIR);
        if (!who.may(folder, 1)) return failed(EACCES);
        const std::string_view name = rest.substr(0, rest.find('/'));
        rest.remove_prefix(name.size());
        if (name.size() > 255) return failed(ENAMETOOLONG);
        if (name == ".") continue;
        if (name == "..") {
            if (at == 0)
                return outside(above(mounted_on, rest.empty() ? "." : without_slashes(rest)));
            at = folder.parent;
            continue;
        }
        const tree::index found = files.child(at, name);
        if (found == tree::none) return failed(ENOENT);
        const tree::node &node = files.at(found);
        if (!S_ISLNK(node.mode) || (rest.empty() && !follow)) {
            at = found;
            if (!rest.empty() && !S_ISDIR(node.mode)) return failed(ENOTDIR);
            continue;
        }
        if (++links > links_max) return failed(ELOOP);
        std::string next(text_of(node));
        if (next.empty()) return failed(ENOENT);
        if (next.size() + rest.size() >= protocol::path_max) return failed(ENAMETOOLONG);
        next += rest;
        if (next.starts_with('/')) return outside(std::move(next));
        pending = std::move(next);
        rest = pending;
    }
    return {.node = at};
}
