#include <vfs/filesystem.hpp>
#include <vfs/happening.hpp>
#include <vfs/names.hpp>

namespace vfs {

namespace {

/// Is `above` the directory `node` or one that contains it (inside one file system)?
bool contains(const vnode &above, vnode &node) {
    ref<vnode> at = ref<vnode>::share(node);
    for (;;) {
        if (at == &above) return true;
        ref<vnode> up = at->parent();
        if (!up || up == at) return false;
        at = std::move(up);
    }
}

outcome<> check_names(const walker &old, const walker &where, uint32_t flags) {
    using kind = walker::last_kind;
    if (old.last != kind::name) return fail(EBUSY);
    if (where.last != kind::name) return fail(flags & rename_no_replace ? EEXIST : EBUSY);
    if (!old.node) return fail(ENOENT);
    if (where.node && (flags & rename_no_replace)) return fail(EEXIST);
    if (!where.node && (flags & rename_exchange)) return fail(ENOENT);
    const bool must_be_directory =
        old.trailing_slash || (where.trailing_slash && !(flags & rename_exchange));
    if (must_be_directory && !old.node->is_directory()) return fail(ENOTDIR);
    if (&old.parent->fs() != &where.parent->fs()) return fail(EXDEV);
    if (&old.node->fs() != &old.parent->fs() ||
        (where.node && &where.node->fs() != &where.parent->fs()))
        return fail(EBUSY);  // something is mounted there
    return {};
}

/// A directory cannot go below itself, nor take the place of one that it is below.
outcome<> check_ancestry(const walker &old, const walker &where, uint32_t flags) {
    if (old.node->is_directory() && contains(*old.node, *where.parent)) return fail(EINVAL);
    if (where.node && where.node->is_directory() && contains(*where.node, *old.parent))
        return fail(flags & rename_exchange ? EINVAL : ENOTEMPTY);
    return {};
}

outcome<> check_permissions(const walker &old, const walker &where, uint32_t flags) {
    const credentials &who = old.who();
    const bool moves = old.parent.get() != where.parent.get();
    TRY(check_removal(*old.parent, *old.node, who));
    if (where.node)
        TRY(check_removal(*where.parent, *where.node, who));
    else
        TRY(check_access(*where.parent, who, may_write | may_execute));
    // A moved directory's ".." is rewritten.
    if (moves && old.node->is_directory()) TRY(check_access(*old.node, who, may_write));
    if (moves && (flags & rename_exchange) && where.node->is_directory())
        TRY(check_access(*where.node, who, may_write));
    return {};
}

void tell_move(vnode &from, std::string_view name, vnode &to, std::string_view new_name,
               vnode &moved, vnode *replaced) {
    const uint32_t directory = directory_bit(moved), cookie = move_cookie();
    tell_directory(from, happening::moved_from | directory, name, cookie);
    tell_directory(to, happening::moved_to | directory, new_name, cookie);
    if (replaced) tell_self(*replaced, happening::attributes);
    tell_self(moved, happening::move_self);
    if (replaced) tell_gone(*replaced);
}

}  // namespace

outcome<> rename(walker &old, std::string_view path, walker &where, std::string_view new_path,
                 uint32_t flags) {
    if ((flags & ~(rename_no_replace | rename_exchange)) ||
        flags == (rename_no_replace | rename_exchange))
        return fail(EINVAL);
    TRY(old.resolve(path, last_link::name));
    TRY(where.resolve(new_path, last_link::name));
    TRY(check_names(old, where, flags));
    TRY(check_ancestry(old, where, flags));
    TRY(check_permissions(old, where, flags));
    if (old.node == where.node) return {};
    if (flags & rename_exchange) {
        TRY(old.parent->exchange(old.name, *old.node, *where.parent, where.name, *where.node));
        tell_move(*old.parent, old.name, *where.parent, where.name, *old.node, nullptr);
        tell_move(*where.parent, where.name, *old.parent, old.name, *where.node, nullptr);
        return {};
    }
    if (where.node) {
        if (old.node->is_directory() && !where.node->is_directory()) return fail(ENOTDIR);
        if (!old.node->is_directory() && where.node->is_directory()) return fail(EISDIR);
    }
    TRY(old.parent->rename(old.name, *old.node, *where.parent, where.name, where.node.get()));
    tell_move(*old.parent, old.name, *where.parent, where.name, *old.node, where.node.get());
    return {};
}

}  // namespace vfs
