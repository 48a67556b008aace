#include <vfs/open.hpp>

#include <vfs/clock.hpp>
#include <vfs/filesystem.hpp>
#include <vfs/happening.hpp>
#include <vfs/names.hpp>

namespace vfs {

namespace {

outcome<> make_file(walker &where, uint32_t mode) {
    if (where.trailing_slash) return fail(EISDIR);
    const new_node how = inherit(*where.parent, where.who(), S_IFREG | (mode & 07777));
    TRY(check_access(*where.parent, where.who(), may_write | may_execute));
    where.node = TRY(create(*where.parent, where.name, how));
    return {};
}

/// A file in the directory that was found, which does not list it.
outcome<> make_nameless(walker &where, uint32_t mode, bool linkable) {
    if (!where.node) return fail(ENOENT);
    if (!where.node->is_directory()) return fail(ENOTDIR);
    TRY(check_access(*where.node, where.who(), may_write | may_execute));
    if (where.node->fs().read_only()) return fail(EROFS);
    const new_node how = inherit(*where.node, where.who(), S_IFREG | (mode & 07777));
    where.node = TRY(where.node->create_nameless(how));
    where.node->linkable = linkable;
    return {};
}

/// Kind and permissions of something that was there before.
outcome<> check_existing(const vnode &node, const credentials &who, uint32_t flags) {
    const uint32_t access = flags & open_flag::access_mode;
    if (node.is_link()) return fail(ELOOP);
    if (node.is_directory()) {
        if (access != open_flag::read_only || (flags & (open_flag::create | open_flag::truncate)))
            return fail(EISDIR);
    } else if (flags & open_flag::directory) {
        return fail(ENOTDIR);
    }
    if (S_ISSOCK(node.mode)) return fail(ENXIO);
    if (flags & open_flag::no_access_time) TRY(check_owner(node, who));
    if (flags & open_flag::execute) {
        if (!node.is_regular()) return fail(EACCES);
        return check_access(node, who, may_execute);
    }
    unsigned wanted = access == open_flag::write_only ? 0 : may_read;
    if (access != open_flag::read_only || (flags & open_flag::truncate)) wanted |= may_write;
    return check_access(node, who, wanted);
}

}  // namespace

outcome<device> open(walker &where, std::string_view path, uint32_t flags, uint32_t mode,
                     description &into) {
    if (flags & open_flag::path)
        flags &= open_flag::path | open_flag::directory | open_flag::no_follow;
    const bool nameless = (flags & open_flag::temporary) == open_flag::temporary;
    if (nameless) {
        if ((flags & open_flag::access_mode) == open_flag::read_only) return fail(EINVAL);
        flags &= ~(open_flag::temporary | open_flag::create | open_flag::no_follow);
    }
    if ((flags & open_flag::create) && (flags & open_flag::directory)) return fail(EINVAL);
    const bool exclusive = (flags & open_flag::create) && (flags & open_flag::exclusive);
    const bool keep_link = exclusive || (flags & open_flag::no_follow);
    TRY(where.resolve(path, keep_link ? last_link::keep : last_link::follow));

    bool made = false;
    if (nameless) {
        TRY(make_nameless(where, mode, (flags & open_flag::exclusive) == 0));
        made = true;
    } else if (!where.node) {
        if (!(flags & open_flag::create)) return fail(ENOENT);
        TRY(make_file(where, mode));
        made = true;
    } else if (exclusive) {
        return fail(EEXIST);
    }
    vnode &node = *where.node;
    device found;
    if (flags & open_flag::path) {
        if ((flags & open_flag::directory) && !node.is_directory()) return fail(ENOTDIR);
    } else {
        if (!made) TRY(check_existing(node, where.who(), flags));
        if (S_ISCHR(node.mode) || S_ISBLK(node.mode)) {
            found = TRY(find_device(node.mode, node.special));
            if (found.server) return found;
            into.io = std::move(found.here);
        } else if (!node.is_directory()) {
            if ((flags & open_flag::direct) && node.is_regular() && !node.fs().direct())
                return fail(EINVAL);
            into.io = TRY(node.open(flags));
            if ((flags & open_flag::truncate) && !made && node.is_regular()) {
                TRY(node.truncate(0));
                tell(node, happening::modify);
            }
        }
    }
    if (node.is_directory()) into.root = where.root();
    into.node = std::move(where.node);
    into.flags = flags & open_flag::status;
    into.position = 0;
    into.writers_before = into.io ? into.io->writers_before() : 0;
    if (!(flags & open_flag::path)) tell(*into.node, happening::open);
    return device{};
}

}  // namespace vfs
