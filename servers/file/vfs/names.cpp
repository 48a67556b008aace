#include <vfs/names.hpp>

#include <vfs/filesystem.hpp>
#include <vfs/happening.hpp>

namespace vfs {

namespace {

/// Walks to where something new is to be.
outcome<> find_place(walker &where, std::string_view path, bool directory) {
    TRY(where.resolve(path, last_link::name));
    if (where.node) return fail(EEXIST);
    if (where.trailing_slash && !directory) return fail(ENOENT);
    if (where.parent->fs().read_only()) return fail(EROFS);
    return check_access(*where.parent, where.who(), may_write | may_execute);
}

}  // namespace

new_node inherit(const vnode &parent, const credentials &who, uint32_t mode) {
    new_node how{.mode = mode, .uid = who.uid, .gid = who.gid, .special = 0, .target = {}};
    if (parent.mode & S_ISGID) {
        how.gid = parent.gid;
        if (S_ISDIR(mode)) how.mode |= S_ISGID;
    }
    return how;
}

outcome<ref<vnode>> create(vnode &parent, std::string_view name, const new_node &how) {
    if (name.find('\0') != std::string_view::npos) return fail(EINVAL);
    if (parent.fs().read_only()) return fail(EROFS);
    ref<vnode> made = TRY(parent.create(name, how));
    tell_directory(parent, happening::create | directory_bit(*made), name);
    return made;
}

outcome<> make_node(walker &where, std::string_view path, uint32_t mode, uint64_t special) {
    switch (mode & S_IFMT) {
    case 0: mode |= S_IFREG; break;
    case S_IFREG:
    case S_IFIFO:
    case S_IFSOCK:
    case S_IFDIR: break;
    case S_IFCHR:
    case S_IFBLK:
        if (!where.who().superuser()) return fail(EPERM);
        break;
    default: return fail(EINVAL);
    }
    TRY(find_place(where, path, S_ISDIR(mode)));
    new_node how = inherit(*where.parent, where.who(), mode & (S_IFMT | 07777));
    how.special = special;
    TRY(create(*where.parent, where.name, how));
    return {};
}

outcome<> make_link(walker &where, std::string_view path, std::string_view target) {
    if (target.empty()) return fail(ENOENT);
    if (target.size() > path_length_max) return fail(ENAMETOOLONG);
    TRY(find_place(where, path, false));
    new_node how = inherit(*where.parent, where.who(), S_IFLNK | 0777);
    how.target = target;
    TRY(create(*where.parent, where.name, how));
    return {};
}

outcome<> link(walker &old, std::string_view path, last_link follow, walker &where,
               std::string_view new_path) {
    TRY(old.find(path, follow));
    TRY(where.resolve(new_path, last_link::name));
    if (where.node) return fail(EEXIST);
    if (where.trailing_slash) return fail(ENOENT);
    if (&old.node->fs() != &where.parent->fs()) return fail(EXDEV);
    TRY(check_access(*where.parent, where.who(), may_write | may_execute));
    if (old.node->is_directory()) return fail(EPERM);
    TRY(check_linkable(*old.node, where.who()));
    if (old.node->links == 0 && !old.node->linkable) return fail(ENOENT);
    TRY(where.parent->link(where.name, *old.node));
    old.node->linkable = false;
    tell_self(*old.node, happening::attributes);
    tell_directory(*where.parent, happening::create, where.name);
    return {};
}

outcome<> unlink(walker &where, std::string_view path) {
    TRY(where.find(path, last_link::name));
    if (where.last != walker::last_kind::name) return fail(EISDIR);
    TRY(check_removal(*where.parent, *where.node, where.who()));
    if (where.node->is_directory()) return fail(EISDIR);
    if (where.trailing_slash) return fail(ENOTDIR);
    TRY(where.parent->unlink(where.name, *where.node));
    tell_self(*where.node, happening::attributes);
    tell_gone(*where.node);
    tell_directory(*where.parent, happening::remove, where.name);
    return {};
}

outcome<> remove_directory(walker &where, std::string_view path) {
    TRY(where.find(path, last_link::name));
    switch (where.last) {
    case walker::last_kind::name: break;
    case walker::last_kind::root: return fail(EBUSY);
    case walker::last_kind::dot: return fail(EINVAL);
    case walker::last_kind::dot_dot: return fail(ENOTEMPTY);
    }
    if (!where.node->is_directory()) return fail(ENOTDIR);
    if (&where.node->fs() != &where.parent->fs()) return fail(EBUSY);
    TRY(check_removal(*where.parent, *where.node, where.who()));
    TRY(where.parent->remove_directory(where.name, *where.node));
    tell_gone(*where.node);
    tell_directory(*where.parent, happening::remove | happening::is_directory, where.name);
    return {};
}

}  // namespace vfs
