// What an open file of an archive tells and gives.

#include "open_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <lib/directory_packer.hpp>
#include <mach/mach.h>
#include <poll.h>
#include <protocol/error.hpp>
#include <sys/stat.h>

#include "answer.hpp"

using protocol::unix_error;

mounted_archive::~mounted_archive() {
    if (size != 0) (void)mach_vm_deallocate(mach_task_self(), address, size);
}

open_file::~open_file() {
    if (object_ != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), object_);
    if (--archive_.users == 0) delete &archive_;
}

kern_return_t open_file::part(int64_t offset, uint64_t count, std::span<const std::byte> &data) {
    if ((flags_ & (open_path | O_ACCMODE)) != O_RDONLY) return unix_error(EBADF);
    if (S_ISDIR(node().mode)) return unix_error(EISDIR);
    if (offset < protocol::io_at_position) return unix_error(EINVAL);
    const bool moves = offset == protocol::io_at_position;
    const uint64_t at = moves ? position_ : static_cast<uint64_t>(offset);
    const std::span<const std::byte> all = node().data;
    data = at < all.size() ? all.subspan(at, std::min<uint64_t>(count, all.size() - at))
                           : all.subspan(all.size());
    if (moves) position_ = at + data.size();
    return KERN_SUCCESS;
}

kern_return_t open_file::serve(protocol::io_read, call<protocol::io_read> c) {
    std::span<const std::byte> data;
    const uint64_t count = std::min(c.request.count, protocol::io_inline_max);
    if (const kern_return_t kr = part(c.request.offset, count, data); kr != KERN_SUCCESS) return kr;
    std::memcpy(c.reply.variable.items, data.data(), data.size());
    c.reply.variable.count = static_cast<uint32_t>(data.size());
    return KERN_SUCCESS;
}

kern_return_t open_file::serve(protocol::io_read_ool, call<protocol::io_read_ool> c) {
    std::span<const std::byte> data;
    if (const kern_return_t kr = part(c.request.offset, c.request.count, data); kr != KERN_SUCCESS)
        return kr;
    c.reply.more = 0;
    c.reply.data =
        mach::rpc::ool_descriptor(data.data(), static_cast<mach_msg_size_t>(data.size()));
    return KERN_SUCCESS;
}

// No file is ever open for writing.
kern_return_t open_file::serve(protocol::io_write, call<protocol::io_write>) {
    return unix_error(EBADF);
}
kern_return_t open_file::serve(protocol::io_write_ool, call<protocol::io_write_ool> c) {
    (void)mach_vm_deallocate(mach_task_self(), c.request.data.address, c.request.data.size);
    return unix_error(EBADF);
}
kern_return_t open_file::serve(protocol::io_truncate, call<protocol::io_truncate>) {
    return unix_error(EINVAL);
}
kern_return_t open_file::serve(protocol::io_control, call<protocol::io_control>) {
    return unix_error(ENOTTY);
}

kern_return_t open_file::serve(protocol::io_seek, call<protocol::io_seek> c) {
    if (flags_ & open_path) return unix_error(EBADF);
    const int64_t base = c.request.whence == SEEK_SET   ? 0
                         : c.request.whence == SEEK_CUR ? static_cast<int64_t>(position_)
                         : c.request.whence == SEEK_END ? static_cast<int64_t>(node().data.size())
                                                        : -1;
    int64_t to;
    if (base < 0 || __builtin_add_overflow(base, c.request.offset, &to) || to < 0)
        return unix_error(EINVAL);
    position_ = static_cast<uint64_t>(to);
    c.reply.offset = to;
    return KERN_SUCCESS;
}

kern_return_t open_file::serve(protocol::io_stat, call<protocol::io_stat> c) {
    c.reply.attributes = attributes_of(archive_, node_);
    return KERN_SUCCESS;
}

kern_return_t open_file::serve(protocol::io_flags, call<protocol::io_flags> c) {
    constexpr uint32_t changeable = O_APPEND | O_NONBLOCK;
    const uint32_t mask = c.request.mask & changeable;
    if (mask != 0 && (flags_ & open_path)) return unix_error(EBADF);
    flags_ = (flags_ & ~mask) | (c.request.flags & mask);
    c.reply.flags = flags_;
    return KERN_SUCCESS;
}

/// Always ready; so the right to tell is not needed, but by who wants to hear of changes: there are
/// none.
kern_return_t open_file::serve(protocol::io_poll, call<protocol::io_poll> c) {
    const mach_port_t notify = c.request.notify.name;
    if (MACH_PORT_VALID(notify)) (void)mach_port_deallocate(mach_task_self(), notify);
    c.reply.ready = c.request.events & (POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM);
    return KERN_SUCCESS;
}

kern_return_t open_file::make_object() {
    const std::span<const std::byte> data = node().data;
    mach_vm_address_t copy = 0;
    mach_port_t made = MACH_PORT_NULL;
    kern_return_t kr = memory_object_create(mach_host_self(), data.size(), &made);
    if (kr == KERN_SUCCESS)
        kr = mach_vm_map(mach_task_self(), &copy, data.size(), 0, VM_FLAGS_ANYWHERE, made, 0, 0,
                         VM_PROT_DEFAULT, VM_PROT_DEFAULT, VM_INHERIT_NONE);
    if (kr == KERN_SUCCESS) {
        std::memcpy(reinterpret_cast<void *>(copy), data.data(), data.size());
        (void)mach_vm_deallocate(mach_task_self(), copy, data.size());
        object_ = made;
    } else if (made != MACH_PORT_NULL) {
        (void)mach_port_deallocate(mach_task_self(), made);
    }
    return kr;
}

/// Each open file has a copy of its own, since who maps it could write to it.
kern_return_t open_file::serve(protocol::io_map, call<protocol::io_map> c) {
    if (!S_ISREG(node().mode)) return unix_error(ENODEV);
    if ((flags_ & (open_path | O_ACCMODE)) != O_RDONLY) return unix_error(EBADF);
    if (c.request.protection & VM_PROT_WRITE) return unix_error(EACCES);
    if (node().data.empty()) return unix_error(ENODEV);
    if (object_ == MACH_PORT_NULL && make_object() != KERN_SUCCESS) return unix_error(ENOMEM);
    c.reply.object = mach::rpc::port_descriptor(object_, MACH_MSG_TYPE_COPY_SEND);
    c.reply.size = node().data.size();
    c.reply.writable = 0;
    return KERN_SUCCESS;
}

/// Positions: 0 and 1 are "." and "..", a child is its place in the tree and 2.
kern_return_t open_file::serve(protocol::io_read_directory, call<protocol::io_read_directory> c) {
    if (flags_ & open_path) return unix_error(EBADF);
    if (!S_ISDIR(node().mode)) return unix_error(ENOTDIR);
    server::directory_packer out(c.reply.variable.items,
                                 std::min(c.request.count, protocol::io_inline_max));
    constexpr uint64_t end = uint64_t{tree::none} + 2;
    const auto behind = [](tree::index next) { return uint64_t{next} + 2; };
    bool room = true;
    uint64_t at = position_;
    if (at == 0) room = out.add(".", inode_of(node_), S_IFDIR, 1);
    if (room && at <= 1)
        room = out.add("..", inode_of(node().parent), S_IFDIR, behind(node().first));
    if (at <= 1) at = behind(node().first);
    while (room && at < end && at - 2 < files().size()) {
        const auto child = static_cast<tree::index>(at - 2);
        const tree::node &entry = files().at(child);
        if (entry.parent != node_ || child == 0) break;  // a position that this folder never gave
        at = behind(entry.next);
        room = out.add(entry.name, inode_of(child), entry.mode, at);
    }
    if (out.too_small()) return unix_error(EINVAL);
    if (out.used()) position_ = out.next();
    c.reply.variable.count = static_cast<uint32_t>(out.used());
    return KERN_SUCCESS;
}

kern_return_t open_file::serve(protocol::io_statfs, call<protocol::io_statfs> c) {
    c.reply.filesystem = status_of(archive_);
    return KERN_SUCCESS;
}

kern_return_t open_file::serve(protocol::io_path, call<protocol::io_path> c) {
    const std::string path = archive_.path + files().path(node_);
    if (path.size() > sizeof c.reply.variable.items) return unix_error(ENAMETOOLONG);
    std::memcpy(c.reply.variable.items, path.data(), path.size());
    c.reply.variable.count = static_cast<uint32_t>(path.size());
    return KERN_SUCCESS;
}
