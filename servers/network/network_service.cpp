#include "network_service.hpp"

#include "internet/proc_text.hpp"
#include "internet/raw_socket.hpp"
#include "internet/tcp_socket.hpp"
#include "internet/udp_socket.hpp"
#include "local/local_socket.hpp"
#include "netlink/netlink_socket.hpp"

using protocol::unix_error;

namespace network {

namespace {

constexpr uint32_t protocol_icmp = 1, protocol_tcp = 6, protocol_udp = 17;

outcome<std::unique_ptr<socket>> make_internet(const protocol::socket_create_request &how,
                                               const protocol::socket_credentials &who) {
    const auto is = [&](uint32_t protocol) {
        return how.protocol == 0 || how.protocol == protocol;
    };
    switch (static_cast<socket_type>(how.type)) {
    case socket_type::stream:
        if (!is(protocol_tcp)) return fail(EPROTONOSUPPORT);
        return std::make_unique<tcp_socket>(how.family);
    case socket_type::datagram:
        // Linux has sockets for pings alone, which by default nobody may make.
        if (how.protocol == protocol_icmp) return fail(EACCES);
        if (!is(protocol_udp)) return fail(EPROTONOSUPPORT);
        return udp_socket::create(how.family);
    case socket_type::raw:
        if (who.uid != 0) return fail(EPERM);
        return raw_socket::create(how.family, how.protocol);
    default: return fail(ESOCKTNOSUPPORT);
    }
}

outcome<std::unique_ptr<socket>> make(surroundings &with,
                                      const protocol::socket_create_request &how,
                                      const protocol::socket_credentials &who) {
    switch (how.family) {
    case local_socket::family_number: return local_socket::create(with, how.type, how.protocol);
    case family_internet:
    case family_internet6: return make_internet(how, who);
    case netlink_socket::family_number: return netlink_socket::create(how.type, how.protocol);
    default: return fail(EAFNOSUPPORT);
    }
}

}  // namespace

kern_return_t network_service::serve(protocol::socket_create, call<protocol::socket_create> c) {
    auto made = make(with_, c.request, sender_of(c.trailer));
    if (!made) return code_of(made);
    socket_port *port = socket_port::create(with_, std::move(*made), c.request.flags);
    if (!port) return unix_error(ENFILE);
    c.reply.socket = port->make_send();
    return KERN_SUCCESS;
}

kern_return_t network_service::serve(protocol::socket_pair, call<protocol::socket_pair> c) {
    const auto &how = c.request;
    if (how.family != local_socket::family_number) {
        const auto alone = make(with_, how, sender_of(c.trailer));
        return alone ? unix_error(EOPNOTSUPP) : code_of(alone);
    }
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

kern_return_t network_service::serve(protocol::network_text, call<protocol::network_text> c) {
    const auto &name = c.request.variable;
    const auto text = proc_text({name.items, name.count});
    if (!text) return code_of(text);
    auto &to = c.reply.variable;
    to.count = static_cast<uint32_t>(text->copy(to.items, std::size(to.items)));
    return KERN_SUCCESS;
}

}  // namespace network
