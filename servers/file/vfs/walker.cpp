#include <vfs/walker.hpp>

#include <cstring>

namespace vfs {

namespace {

std::string_view without_slashes(std::string_view path) {
    std::size_t i = 0;
    while (i < path.size() && path[i] == '/') ++i;
    return path.substr(i);
}

std::string_view first_component(std::string_view path) {
    std::size_t i = 0;
    while (i < path.size() && path[i] != '/') ++i;
    return path.substr(0, i);
}

}  // namespace

outcome<> walker::find(std::string_view path, last_link last_one) {
    TRY(resolve(path, last_one));
    if (!node) return fail(ENOENT);
    return {};
}

/// Puts the link's contents in front of what is still to go.
outcome<> walker::follow(vnode &link, std::string_view &rest, ref<vnode> &current) {
    char scratch[path_length_max];
    const std::string_view target = TRY(link.read_link(scratch));
    if (target.empty()) return fail(ENOENT);
    const std::size_t total = target.size() + 1 + rest.size();
    if (total > sizeof buffer_) return fail(ENAMETOOLONG);
    // `rest` begins with its slash, or is empty. It may lie in the buffer already; then it is at
    // its end.
    char *const at = buffer_ + sizeof buffer_ - rest.size();
    if (!rest.empty()) std::memmove(at, rest.data(), rest.size());
    std::memcpy(at - target.size(), target.data(), target.size());
    rest = {at - target.size(), target.size() + rest.size()};
    if (rest[0] == '/') current = root_;
    return {};
}

/// Looks up one name, or "..", and enters what is mounted there.
outcome<ref<vnode>> walker::step(vnode &directory, std::string_view component) {
    if (component == "..") {
        ref<vnode> above = directory_above(directory, *root_);
        if (!above) return fail(ENOENT);
        return above;
    }
    if (component.size() > name_length_max) return fail(ENAMETOOLONG);
    return directory.lookup(component);
}

outcome<> walker::resolve(std::string_view path, last_link last_one) {
    calling_process = who_.pid;
    if (path.size() > path_length_max) return fail(ENAMETOOLONG);
    if (path.empty()) {
        node = start_;
        last = last_kind::dot;
        return {};
    }
    ref<vnode> current = path[0] == '/' ? root_ : start_;
    std::string_view to_go = path;
    for (;;) {
        to_go = without_slashes(to_go);
        if (to_go.empty()) {  // "/", or a link to a directory with a slash behind it
            if (!current->is_directory()) return fail(ENOTDIR);
            node = std::move(current);
            last = last_kind::root;
            return {};
        }
        const std::string_view component = first_component(to_go);
        std::string_view after = to_go.substr(component.size());
        const bool final = without_slashes(after).empty();
        const bool slash = !after.empty();
        if (!current->is_directory()) return fail(ENOTDIR);
        TRY(check_access(*current, who_, may_execute));

        if (component == ".") {
            last = last_kind::dot;
            node = current;
        } else {
            last = component == ".." ? last_kind::dot_dot : last_kind::name;
            auto found = step(*current, component);
            if (!found && (found.error() != ENOENT || !final || last != last_kind::name))
                return fail(found.error());
            node = found ? std::move(*found) : ref<vnode>();
        }
        if (node && node->is_link() &&
            (!final || last_one == last_link::follow || (slash && last_one == last_link::keep))) {
            if (++links_ > links_max) return fail(ELOOP);
            const ref<vnode> link = std::move(node);
            if (ref<vnode> target = link->link_target()) {
                current = std::move(target);
                if (final && !slash) {
                    node = std::move(current);
                    last = last_kind::root;
                    return {};
                }
            } else {
                TRY(follow(*link, after, current));
            }
            to_go = after;
            continue;
        }
        while (node && node->mounted_here) {
            if (node->mounted_here->foreign()) {
                elsewhere = node->mounted_here;
                rest = without_slashes(after);
                return fail(EELSEWHERE);
            }
            node = node->mounted_here->root();
        }
        if (final) {
            if (slash && node && !node->is_directory() && last_one != last_link::name)
                return fail(ENOTDIR);
            trailing_slash = slash;
            parent = std::move(current);
            name = component;
            return {};
        }
        current = std::move(node);
        to_go = after;
    }
}

}  // namespace vfs
