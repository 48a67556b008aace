/// \file
/// Where the network server is, for those who have no name service.
#include <port/code.hpp>
#include <port/service_port.hpp>

namespace port {

namespace {

bool alive(mach_port_t right) {
    mach_port_type_t type = 0;
    return right != MACH_PORT_NULL &&
           mach_port_type(mach_task_self(), right, &type) == KERN_SUCCESS &&
           (type & MACH_PORT_TYPE_SEND) != 0;
}

}  // namespace

void service_port::serve(protocol::file_network, const mach::rpc::call<protocol::file_network> &c) {
    const mach_port_t right = c.request.network.name;
    if (sender_of(c.trailer).pid != 0 || !MACH_PORT_VALID(right)) {
        if (MACH_PORT_VALID(right)) (void)mach_port_deallocate(mach_task_self(), right);
        return;
    }
    if (network_ != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), network_);
    network_ = right;
    for (auto &asker : network_wanted_) {
        mach::rpc::wire<protocol::file_find_socket_reply> reply;
        reply.body.address = mach::rpc::port_descriptor(network_, MACH_MSG_TYPE_COPY_SEND);
        (void)asker.reply(reply);
    }
    network_wanted_.clear();
}

kern_return_t service_port::serve(protocol::file_find_network,
                                  const mach::rpc::call<protocol::file_find_network> &c) {
    if (!alive(network_)) {
        network_wanted_.emplace_back(c.header);
        return MIG_NO_REPLY;
    }
    c.reply.address = mach::rpc::port_descriptor(network_, MACH_MSG_TYPE_COPY_SEND);
    return KERN_SUCCESS;
}

}  // namespace port
