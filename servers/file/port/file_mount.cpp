/// \file
/// Other servers in the tree.
#include <cstring>

#include <mach/mach.h>
#include <port/code.hpp>
#include <port/open_port.hpp>
#include <vfs/walker.hpp>

namespace port {

namespace {

void drop(mach_port_t right) {
    if (MACH_PORT_VALID(right)) (void)mach_port_deallocate(mach_task_self(), right);
}

}  // namespace

kern_return_t open_port::serve(protocol::file_resolve, call<protocol::file_resolve> c) {
    const vfs::credentials who = sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    const auto walked = where.resolve(
        text_of(c.request.variable),
        c.request.flags & protocol::file_no_follow ? vfs::last_link::keep : vfs::last_link::follow);
    if (walked || walked.error() != vfs::EELSEWHERE)
        return code_of(walked ? EINVAL : walked.error());
    c.reply.directory =
        mach::rpc::port_descriptor(where.elsewhere->server(), MACH_MSG_TYPE_COPY_SEND);
    std::memcpy(c.reply.variable.items, where.rest.data(), where.rest.size());
    c.reply.variable.count = static_cast<uint32_t>(where.rest.size());
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::file_mount, call<protocol::file_mount> c) {
    const mach_port_t server = c.request.server.name;
    const vfs::credentials who = sender_of(c.trailer);
    if (!who.superuser()) {
        drop(server);
        return code_of(EPERM);
    }
    vfs::walker where(who, root(), file_.node);
    auto mounted = where.find(text_of(c.request.variable), vfs::last_link::follow);
    if (mounted)
        mounted = !MACH_PORT_VALID(server) ? vfs::fail(ENODEV)
                                           : vfs::mounts.add_server(server, *where.node);
    if (!mounted) drop(server);
    return code_of(mounted);
}

}  // namespace port
