#include "network_service.hpp"

#include "local/local_socket.hpp"

using protocol::unix_error;

namespace network {

namespace {

outcome<std::unique_ptr<socket>> make(surroundings &with,
                                      const protocol::socket_create_request &how) {
    switch (how.family) {
    case local_socket::family_number: return local_socket::create(with, how.type, how.protocol);
    default: return fail(EAFNOSUPPORT);
    }
}

}  // namespace

kern_return_t network_service::serve(protocol::socket_create, call<protocol::socket_create> c) {
    auto made = make(with_, c.request);
    if (!made) return code_of(made);
    socket_port *port = socket_port::create(with_, std::move(*made), c.request.flags);
    if (!port) return unix_error(ENFILE);
    c.reply.socket = port->make_send();
    return KERN_SUCCESS;
}

kern_return_t network_service::serve(protocol::socket_pair, call<protocol::socket_pair> c) {
    const auto &how = c.request;
    if (how.family != local_socket::family_number) return unix_error(EOPNOTSUPP);
    auto first = local_socket::create(with_, how.type, how.protocol);
    auto second = local_socket::create(with_, how.type, how.protocol);
    if (!first) return code_of(first);
    local_socket::join(**first, **second, sender_of(c.trailer));
    socket_port *a = socket_port::create(with_, std::move(*first), how.flags);
    socket_port *b = socket_port::create(with_, std::move(*second), how.flags);
    if (!a || !b) {
        if (a) a->give_back();
        if (b) b->give_back();
        return unix_error(ENFILE);
    }
    c.reply.first = a->make_send();
    c.reply.second = b->make_send();
    return KERN_SUCCESS;
}

kern_return_t network_service::serve(protocol::network_text, call<protocol::network_text>) {
    return unix_error(ENOENT);
}

}  // namespace network
