/// \file
/// Names of local sockets. The socket itself lies with the network server; the name leads to its
/// address port for who may write to the node.
#include <vector>

#include <mach/mach.h>
#include <port/code.hpp>
#include <port/open_port.hpp>
#include <vfs/names.hpp>

namespace port {

namespace {

/// A name in use: holds the node until the socket is gone.
struct bound_socket {
    vfs::ref<vfs::vnode> node;
    mach_port_t address;
};
std::vector<bound_socket> bound;

bool alive(mach_port_t right) {
    mach_port_type_t type = 0;
    return mach_port_type(mach_task_self(), right, &type) == KERN_SUCCESS &&
           (type & MACH_PORT_TYPE_SEND) != 0;
}

void drop(mach_port_t right) {
    if (MACH_PORT_VALID(right)) (void)mach_port_deallocate(mach_task_self(), right);
}

/// Forgets the names of sockets that have been closed.
void sweep() {
    std::erase_if(bound, [](const bound_socket &b) {
        if (alive(b.address)) return false;
        drop(b.address);
        return true;
    });
}

}  // namespace

kern_return_t open_port::serve(protocol::file_bind_socket, call<protocol::file_bind_socket> c) {
    const mach_port_t address = c.request.address.name;
    const vfs::credentials who = sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    const std::string_view path = text_of(c.request.variable);
    const auto made = vfs::make_node(where, path, S_IFSOCK | (c.request.mode & 0777), 0);
    vfs::walker again(who, root(), file_.node);
    const auto found = made ? again.find(path, vfs::last_link::keep) : made;
    if (!found || !MACH_PORT_VALID(address)) {
        drop(address);
        if (found) return code_of(EINVAL);
        return code_of(found.error() == EEXIST ? EADDRINUSE : found.error());
    }
    sweep();
    bound.push_back({std::move(again.node), address});
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::file_find_socket, call<protocol::file_find_socket> c) {
    const vfs::credentials who = sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    ANSWER(where.find(text_of(c.request.variable), vfs::last_link::follow));
    ANSWER(vfs::check_access(*where.node, who, vfs::may_write));
    if (!S_ISSOCK(where.node->mode)) return code_of(ECONNREFUSED);
    for (const bound_socket &b : bound) {
        if (b.node.get() != where.node.get() || !alive(b.address)) continue;
        c.reply.address = mach::rpc::port_descriptor(b.address, MACH_MSG_TYPE_COPY_SEND);
        return KERN_SUCCESS;
    }
    return code_of(ECONNREFUSED);
}

}  // namespace port
