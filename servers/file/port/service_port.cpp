#include <port/service_port.hpp>

#include <fs/tmpfs/regular.hpp>
#include <port/code.hpp>
#include <port/open_port.hpp>
#include <vfs/filesystem.hpp>
#include <vfs/mount.hpp>

namespace port {

kern_return_t service_port::serve(protocol::pipe_create,
                                  const mach::rpc::call<protocol::pipe_create> &c) {
    const vfs::credentials who = sender_of(c.trailer);
    open_port *read_end = open_port::take();
    open_port *write_end = open_port::take();
    vfs::outcome<> made = vfs::fail(ENFILE);
    if (read_end && write_end)
        made = vfs::make_pipe(pipes_, c.request.flags, who.uid, who.gid, read_end->file(),
                              write_end->file());
    if (!made) {
        if (read_end) read_end->give_back();
        if (write_end) write_end->give_back();
        return code_of(made);
    }
    c.reply.read_end = read_end->make_send();
    c.reply.write_end = write_end->make_send();
    return KERN_SUCCESS;
}

kern_return_t service_port::serve(protocol::file_root,
                                  const mach::rpc::call<protocol::file_root> &c) {
    open_port *made = open_port::take();
    if (!made) return code_of(ENFILE);
    made->file().node = vfs::mounts.root();
    made->file().root = vfs::mounts.root();
    made->file().flags = vfs::open_flag::read_only;
    c.reply.root = made->make_send();
    return KERN_SUCCESS;
}

kern_return_t service_port::serve(protocol::memory_file_create,
                                  const mach::rpc::call<protocol::memory_file_create> &c) {
    const vfs::credentials who = sender_of(c.trailer);
    auto node =
        memory_.root()->create_nameless({.mode = S_IFREG | 0777, .uid = who.uid, .gid = who.gid});
    if (!node) return code_of(node.error());
    if (c.request.sealable != 0) static_cast<tmpfs::regular &>(**node).make_sealable();
    auto io = (*node)->open(vfs::open_flag::read_write);
    if (!io) return code_of(io.error());
    open_port *made = open_port::take();
    if (!made) return code_of(ENFILE);
    c.reply.mode = (*node)->mode;
    made->file().node = std::move(*node);
    made->file().io = std::move(*io);
    made->file().flags = vfs::open_flag::read_write;
    c.reply.file = made->make_send();
    return KERN_SUCCESS;
}

kern_return_t service_port::serve(protocol::file_shut_down,
                                  const mach::rpc::call<protocol::file_shut_down> &c) {
    if (sender_of(c.trailer).pid != 0) return KERN_DENIED;
    vfs::outcome<> all;
    for (vfs::mount *m = vfs::mounts.first(); m; m = m->next())
        if (m->fs())
            if (auto done = m->fs()->shut_down(); !done && all) all = done;
    return code_of(all);
}

}  // namespace port
