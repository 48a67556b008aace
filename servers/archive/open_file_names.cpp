// Names below an open folder of an archive.

#include <cerrno>
#include <cstring>
#include <new>

#include <mach/audit.h>
#include <mach/mach.h>
#include <protocol/error.hpp>
#include <fcntl.h>
#include <sys/stat.h>

#include "answer.hpp"
#include "open_file.hpp"

using protocol::unix_error;

namespace {

enum class ids { effective, real };

caller sender_of(const mach_msg_max_trailer_t &trailer, ids which = ids::effective) {
    const auto &token = trailer.msgh_audit.val;
    return which == ids::real ? caller{token[AUDIT_RUID], token[AUDIT_RGID]}
                              : caller{token[AUDIT_EUID], token[AUDIT_EGID]};
}

std::string_view text_of(const protocol::path_tail &path) { return {path.items, path.count}; }

void drop(mach_port_t right) {
    if (MACH_PORT_VALID(right)) (void)mach_port_deallocate(mach_task_self(), right);
}

/// A request that names one path.
template <class Request>
concept with_path = requires(const Request &r) {
    r.flags;
    requires std::is_same_v<decltype(r.variable), protocol::path_tail>;
};

}  // namespace

kern_return_t open_file::find(const protocol::path_tail &path, uint32_t flags,
                              const mach_msg_max_trailer_t &trailer, tree::index &found) const {
    const destination to = walk(files(), node_, text_of(path), !(flags & protocol::file_no_follow),
                                sender_of(trailer), archive_.path);
    if (to.error != 0) return unix_error(to.error);
    found = to.node;
    return to.inside ? KERN_SUCCESS : protocol::file_elsewhere;
}

kern_return_t open_file::serve(protocol::file_resolve, call<protocol::file_resolve> c) {
    const destination to =
        walk(files(), node_, text_of(c.request.variable),
             !(c.request.flags & protocol::file_no_follow), sender_of(c.trailer), archive_.path);
    if (to.error != 0) return unix_error(to.error);
    if (to.inside) return unix_error(EINVAL);
    if (to.rest.size() > protocol::path_max) return unix_error(ENAMETOOLONG);
    c.reply.directory = mach::rpc::port_descriptor(MACH_PORT_NULL, MACH_MSG_TYPE_COPY_SEND);
    std::memcpy(c.reply.variable.items, to.rest.data(), to.rest.size());
    c.reply.variable.count = static_cast<uint32_t>(to.rest.size());
    return KERN_SUCCESS;
}

kern_return_t open_file::serve(protocol::file_open, call<protocol::file_open> c) {
    const uint32_t flags = c.request.flags;
    const bool keep_link = (flags & (open_no_follow | open_exclusive)) != 0;
    tree::index found = 0;
    const kern_return_t kr =
        find(c.request.variable, keep_link ? protocol::file_no_follow : 0, c.trailer, found);
    if (kr == unix_error(ENOENT) && (flags & open_create)) return unix_error(EROFS);
    if (kr != KERN_SUCCESS) return kr;
    if ((flags & (open_create | open_exclusive)) == (open_create | open_exclusive))
        return unix_error(EEXIST);
    const tree::node &node = files().at(found);
    const bool path_only = (flags & open_path) != 0;
    if ((flags & open_directory) && !S_ISDIR(node.mode)) return unix_error(ENOTDIR);
    if (S_ISLNK(node.mode) && !path_only) return unix_error(ELOOP);
    const uint32_t access = flags & O_ACCMODE;
    if (!path_only) {
        if (S_ISDIR(node.mode) && access != O_RDONLY) return unix_error(EISDIR);
        if (!S_ISDIR(node.mode) && !S_ISREG(node.mode)) return unix_error(ENXIO);
        const bool executed = (flags & protocol::file_open_execute) != 0;
        if (!sender_of(c.trailer).may(node, executed ? 1 : 4)) return unix_error(EACCES);
        if (access != O_RDONLY || (flags & open_truncate)) return unix_error(EROFS);
    }
    auto *opened = new (std::nothrow)
        open_file(loop_, archive_, found, path_only ? open_path : flags & O_NONBLOCK);
    if (opened == nullptr || opened->port() == MACH_PORT_NULL) {
        delete opened;
        return unix_error(ENOMEM);
    }
    c.reply.file = opened->make_send();
    c.reply.mode = node.mode;
    return KERN_SUCCESS;
}

kern_return_t open_file::serve(protocol::file_stat, call<protocol::file_stat> c) {
    tree::index found = 0;
    const kern_return_t kr = find(c.request.variable, c.request.flags, c.trailer, found);
    if (kr == KERN_SUCCESS) c.reply.attributes = attributes_of(archive_, found);
    return kr;
}

kern_return_t open_file::serve(protocol::file_access, call<protocol::file_access> c) {
    // AT_EACCESS has the value of AT_REMOVEDIR.
    const bool effective = (c.request.flags & protocol::file_remove_directory) != 0;
    const caller who = sender_of(c.trailer, effective ? ids::effective : ids::real);
    const destination to = walk(files(), node_, text_of(c.request.variable),
                                !(c.request.flags & protocol::file_no_follow), who, archive_.path);
    if (to.error != 0) return unix_error(to.error);
    if (!to.inside) return protocol::file_elsewhere;
    if (c.request.mode & ~7u) return unix_error(EINVAL);
    if (!who.may(files().at(to.node), c.request.mode)) return unix_error(EACCES);
    return c.request.mode & 2 ? unix_error(EROFS) : KERN_SUCCESS;
}

kern_return_t open_file::serve(protocol::file_read_link, call<protocol::file_read_link> c) {
    tree::index found = 0;
    const kern_return_t kr = find(c.request.variable, protocol::file_no_follow, c.trailer, found);
    if (kr != KERN_SUCCESS) return kr;
    const tree::node &node = files().at(found);
    auto &text = c.reply.variable;
    if (!S_ISLNK(node.mode) || node.data.size() > sizeof text.items) return unix_error(EINVAL);
    std::memcpy(text.items, node.data.data(), node.data.size());
    text.count = static_cast<uint32_t>(node.data.size());
    return KERN_SUCCESS;
}

kern_return_t open_file::serve(protocol::file_statfs, call<protocol::file_statfs> c) {
    tree::index found = 0;
    const kern_return_t kr = find(c.request.variable, 0, c.trailer, found);
    if (kr == KERN_SUCCESS) c.reply.filesystem = status_of(archive_);
    return kr;
}

/// Nothing changes an archive. What is wrong with a path comes first; a name that is to be made may
/// not be there.
template <class Routine>
kern_return_t open_file::serve(Routine, call<Routine> c) {
    constexpr bool makes = std::is_same_v<Routine, protocol::file_make_directory> ||
                           std::is_same_v<Routine, protocol::file_make_node>;
    if constexpr (with_path<typename Routine::request>) {
        tree::index found = 0;
        const kern_return_t kr =
            find(c.request.variable, c.request.flags | (makes ? protocol::file_no_follow : 0),
                 c.trailer, found);
        if (makes && kr == KERN_SUCCESS) return unix_error(EEXIST);
        if (kr != KERN_SUCCESS && !(makes && kr == unix_error(ENOENT))) return kr;
    }
    if constexpr (requires { c.request.second_directory; }) drop(c.request.second_directory.name);
    if constexpr (requires { c.request.address; }) drop(c.request.address.name);
    return unix_error(EROFS);
}

namespace {

using names = mach::rpc::interface<
    "file", protocol::file_open, protocol::file_stat, protocol::file_access,
    protocol::file_read_link, protocol::file_statfs, protocol::file_resolve,
    protocol::file_make_directory, protocol::file_make_node, protocol::file_unlink,
    protocol::file_truncate, protocol::file_set_attributes, protocol::file_rename,
    protocol::file_link, protocol::file_symlink, protocol::file_change_root,
    protocol::file_mount_device, protocol::file_unmount, protocol::file_bind_socket>;
/// The rest answers that it is not supported: locks.
using bytes =
    mach::rpc::interface<"io", protocol::io_read, protocol::io_read_ool, protocol::io_write,
                         protocol::io_write_ool, protocol::io_control, protocol::io_seek,
                         protocol::io_stat, protocol::io_flags, protocol::io_poll,
                         protocol::io_interrupt, protocol::io_map, protocol::io_sync,
                         protocol::io_read_directory, protocol::io_statfs, protocol::io_path,
                         protocol::io_truncate, protocol::io_set_attributes>;

}  // namespace

mach::rpc::disposition open_file::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    const auto outcome = mach::rpc::demux<bytes>(*this, in, out);
    if (outcome != mach::rpc::disposition::unknown || !S_ISDIR(node().mode)) return outcome;
    return mach::rpc::demux<names>(*this, in, out);
}
