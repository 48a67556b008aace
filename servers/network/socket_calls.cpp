/// \file
/// The socket interface, as far as it is no transfer.
#include "socket_port.hpp"

using protocol::unix_error;

namespace network {

namespace {

address address_in(const protocol::socket_address_tail &tail) {
    return address({tail.items, tail.count});
}

void put(protocol::socket_address_tail &tail, const address &a) {
    tail.count = static_cast<uint32_t>(a.bytes().copy(tail.items, std::size(tail.items)));
}

/// Lets go of a right that came with a request.
class held_right {
public:
    explicit held_right(mach_port_t right) : right_(right) {}
    ~held_right() {
        if (MACH_PORT_VALID(right_)) (void)mach_port_deallocate(mach_task_self(), right_);
    }
    held_right(const held_right &) = delete;

private:
    mach_port_t right_;
};

/// Waits for the end of a connect.
struct connect_job {
    kern_return_t run(socket_port &port, mach::rpc::empty_reply &) {
        const auto done = port.it().connected();
        return !done && done.error() == EINPROGRESS ? would_wait : code_of(done);
    }
    bool partial(mach::rpc::empty_reply &) { return false; }
    void keep() {}
};

struct accept_job {
    uint32_t flags;

    kern_return_t run(socket_port &port, protocol::socket_accept_reply &reply) {
        auto made = port.it().accept();
        if (!made) return code_of(made);
        const auto peer = (*made)->peer_name();
        socket_port *own = socket_port::create(port.with(), std::move(*made), flags);
        if (!own) return unix_error(ENFILE);
        reply.socket = own->make_send();
        put(reply.variable, peer ? *peer : address());
        return KERN_SUCCESS;
    }
    bool partial(protocol::socket_accept_reply &) { return false; }
    void keep() {}
};

}  // namespace

kern_return_t socket_port::serve(protocol::socket_name, call<protocol::socket_name> c) {
    if (!c.request.peer) {
        put(c.reply.variable, socket_->name());
        return KERN_SUCCESS;
    }
    const auto peer = socket_->peer_name();
    if (!peer) return code_of(peer);
    put(c.reply.variable, *peer);
    return KERN_SUCCESS;
}

kern_return_t socket_port::serve(protocol::socket_address, call<protocol::socket_address> c) {
    const auto made = socket_->address_port();
    if (!made) return code_of(made);
    c.reply.address = *made;
    return KERN_SUCCESS;
}

kern_return_t socket_port::serve(protocol::socket_bind, call<protocol::socket_bind> c) {
    return code_of(socket_->bind(address_in(c.request.variable), sender_of(c.trailer)));
}

kern_return_t socket_port::serve(protocol::socket_listen, call<protocol::socket_listen> c) {
    return code_of(socket_->listen(c.request.backlog, sender_of(c.trailer)));
}

kern_return_t socket_port::serve(protocol::socket_connect, call<protocol::socket_connect> c) {
    const held_right right(c.request.address.name);
    const auto begun = socket_->connect(address_in(c.request.variable), c.request.address.name,
                                        sender_of(c.trailer));
    const bool under_way =
        !begun && (begun.error() == EINPROGRESS || (begun.error() == EALREADY && !nonblocking()));
    if (!under_way || nonblocking()) return code_of(begun);
    return start<protocol::socket_connect>(c, connect_job{}, c.request.cookie, true,
                                           socket_->send_timeout());
}

kern_return_t socket_port::serve(protocol::socket_accept, call<protocol::socket_accept> c) {
    return start<protocol::socket_accept>(c, accept_job{c.request.flags}, c.request.cookie,
                                          !nonblocking(), socket_->receive_timeout());
}

kern_return_t socket_port::serve(protocol::socket_get_option, call<protocol::socket_get_option> c) {
    const auto size = socket_->get_option(c.request.level, c.request.name, c.reply.variable.items);
    if (!size) return code_of(size);
    c.reply.variable.count = static_cast<uint32_t>(*size);
    return KERN_SUCCESS;
}

kern_return_t socket_port::serve(protocol::socket_set_option, call<protocol::socket_set_option> c) {
    const auto &value = c.request.variable;
    return code_of(
        socket_->set_option(c.request.level, c.request.name, {value.items, value.count}));
}

kern_return_t socket_port::serve(protocol::socket_shutdown, call<protocol::socket_shutdown> c) {
    if (c.request.how > 2) return unix_error(EINVAL);
    return code_of(socket_->shutdown(c.request.how));
}

}  // namespace network
