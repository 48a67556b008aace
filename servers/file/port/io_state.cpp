/// \file
/// What an open file tells about itself, and its state.
#include <cstring>
#include <new>

#include <port/code.hpp>
#include <port/open_port.hpp>
#include <port/operation.hpp>
#include <port/pending_sync.hpp>
#include <vfs/filesystem.hpp>
#include <vfs/attributes.hpp>
#include <vfs/happening.hpp>
#include <lib/directory_packer.hpp>
#include <vfs/mount.hpp>
#include <vfs/path_of.hpp>
#include <vfs/walker.hpp>

namespace port {

namespace {

constexpr uint32_t FIONREAD_request = 0x541b;

vfs::attribute_change change_of(uint32_t valid, uint32_t mode, uint32_t uid, uint32_t gid,
                                int64_t access, int64_t modification) {
    vfs::attribute_change change;
    if (valid & protocol::io_set_mode) change.mode = mode;
    if (valid & protocol::io_set_uid) change.uid = uid;
    if (valid & protocol::io_set_gid) change.gid = gid;
    if (valid & protocol::io_set_access_time) change.access_time = access;
    if (valid & protocol::io_set_modification_time) change.modification_time = modification;
    change.access_now = (valid & protocol::io_set_access_now) != 0;
    change.modification_now = (valid & protocol::io_set_modification_now) != 0;
    return change;
}

}  // namespace

kern_return_t open_port::serve(protocol::io_seek, call<protocol::io_seek> c) {
    c.reply.offset = static_cast<int64_t>(ANSWER(file_.seek(c.request.offset, c.request.whence)));
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::io_stat, call<protocol::io_stat> c) {
    fill(c.reply.attributes, *file_.node);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::io_flags, call<protocol::io_flags> c) {
    const uint32_t mask = c.request.mask & vfs::open_flag::changeable;
    if (mask && (file_.flags & vfs::open_flag::path)) return code_of(EBADF);
    if ((mask & c.request.flags & vfs::open_flag::direct) && file_.node->is_regular() &&
        !file_.node->fs().direct())
        return code_of(EINVAL);
    file_.flags = (file_.flags & ~mask) | (c.request.flags & mask);
    c.reply.flags = file_.flags | watch_.flag();
    return KERN_SUCCESS;
}

void open_port::serve(protocol::io_interrupt, call<protocol::io_interrupt> c) {
    operation::interrupt(sender_of(c.trailer).pid, c.request.cookie);
}

kern_return_t open_port::serve(protocol::io_map, call<protocol::io_map> c) {
    constexpr uint32_t write = 2;  // VM_PROT_WRITE
    const bool shared = c.request.protection != 0;
    // A program being executed need not be readable.
    if ((file_.flags & vfs::open_flag::execute) && shared) return code_of(EACCES);
    const vfs::mappable object = ANSWER(file_.map(shared, (c.request.protection & write) != 0));
    c.reply.object = mach::rpc::port_descriptor(object.handle, MACH_MSG_TYPE_COPY_SEND);
    c.reply.size = object.size;
    c.reply.writable = file_.writable();
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::io_truncate, call<protocol::io_truncate> c) {
    return code_of(file_.truncate(c.request.size));
}

kern_return_t open_port::serve(protocol::io_sync, call<protocol::io_sync> c) {
    if (file_.flags & vfs::open_flag::path) return code_of(EBADF);
    if (S_ISBLK(file_.node->mode)) return code_of(file_.io->sync());
    if (!file_.node->is_regular() && !file_.node->is_directory()) return code_of(EINVAL);
    auto *sync = new (std::nothrow) pending_sync(c.header);
    if (!sync) return code_of(ENOMEM);
    if (file_.node != vfs::mounts.root()) {
        sync->add(file_.node->fs());
    } else {  // it stands for everything
        for (vfs::mount *m = vfs::mounts.first(); m; m = m->next())
            if (m->fs()) sync->add(*m->fs());
    }
    (void)sync->retry();
    return MIG_NO_REPLY;
}

kern_return_t open_port::serve(protocol::io_control, call<protocol::io_control> c) {
    if (file_.flags & vfs::open_flag::path) return code_of(EBADF);
    std::size_t size = c.request.variable.count;
    std::memcpy(c.reply.variable.items, c.request.variable.items, size);
    if (file_.node->is_regular() && c.request.request == FIONREAD_request) {
        const int left = static_cast<int>(
            file_.node->size > file_.position ? file_.node->size - file_.position : 0);
        std::memcpy(c.reply.variable.items, &left, sizeof left);
        c.reply.variable.count = sizeof left;
        c.reply.value = 0;
        return KERN_SUCCESS;
    }
    if (!file_.io) return code_of(ENOTTY);
    c.reply.value = ANSWER(file_.io->control(file_, c.request.request, c.request.argument,
                                             c.reply.variable.items, size));
    c.reply.variable.count = static_cast<uint32_t>(size);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::io_read_directory, call<protocol::io_read_directory> c) {
    if (file_.flags & vfs::open_flag::path) return code_of(EBADF);
    if (!file_.node->is_directory()) return code_of(ENOTDIR);
    server::directory_packer out(c.reply.variable.items,
                                 std::min(c.request.count, protocol::io_inline_max));
    ANSWER(file_.node->read_directory(file_.position, out));
    if (out.too_small()) return code_of(EINVAL);
    vfs::tell(*file_.node, vfs::happening::access);
    if (out.used()) file_.position = out.next();
    c.reply.variable.count = static_cast<uint32_t>(out.used());
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::io_set_attributes, call<protocol::io_set_attributes> c) {
    if (file_.flags & vfs::open_flag::path) return code_of(EBADF);
    const auto &r = c.request;
    return code_of(vfs::change_attributes(
        *file_.node, sender_of(c.trailer),
        change_of(r.valid, r.mode, r.uid, r.gid, r.access_time, r.modification_time)));
}

kern_return_t open_port::serve(protocol::file_set_attributes,
                               call<protocol::file_set_attributes> c) {
    const vfs::credentials who = sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    const auto &r = c.request;
    ANSWER(where.find(text_of(r.variable), r.flags & protocol::file_no_follow
                                               ? vfs::last_link::keep
                                               : vfs::last_link::follow));
    return code_of(vfs::change_attributes(
        *where.node, who,
        change_of(r.valid, r.mode, r.uid, r.gid, r.access_time, r.modification_time)));
}

kern_return_t open_port::serve(protocol::io_statfs, call<protocol::io_statfs> c) {
    fill(c.reply.filesystem, *file_.node);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::io_path, call<protocol::io_path> c) {
    const std::string_view path =
        ANSWER(vfs::path_of(*file_.node, *root(), c.reply.variable.items));
    std::memmove(c.reply.variable.items, path.data(), path.size());
    c.reply.variable.count = static_cast<uint32_t>(path.size());
    return KERN_SUCCESS;
}

}  // namespace port
