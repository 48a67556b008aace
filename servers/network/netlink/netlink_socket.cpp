#include "netlink_socket.hpp"

#include <algorithm>
#include <unordered_set>

#include <poll.h>

#include "route_requests.hpp"

namespace network {

namespace {

constexpr uint16_t family_none = 0;
constexpr uint32_t protocol_route = 0;
constexpr int level_netlink = 270, option_cap_ack = 10, option_extended_ack = 11;

struct netlink_name {
    uint16_t family, padding;
    uint32_t port, groups;
};

/// The numbers that sockets are bound to.
std::unordered_set<uint32_t> ports;

address address_of(uint32_t port) {
    const netlink_name name{netlink_socket::family_number, 0, port, 0};
    return address({reinterpret_cast<const char *>(&name), sizeof name});
}

outcome<netlink_name> name_in(const address &from) {
    netlink_name name;
    if (from.bytes().size() < sizeof name || from.family() != netlink_socket::family_number)
        return fail(EINVAL);
    std::memcpy(&name, from.bytes().data(), sizeof name);
    return name;
}

}  // namespace

outcome<std::unique_ptr<socket>> netlink_socket::create(uint32_t type, uint32_t protocol) {
    const auto kind = static_cast<socket_type>(type);
    if (kind != socket_type::raw && kind != socket_type::datagram) return fail(ESOCKTNOSUPPORT);
    if (protocol != protocol_route) return fail(EPROTONOSUPPORT);
    return std::unique_ptr<socket>(new netlink_socket(kind));
}

netlink_socket::~netlink_socket() { ports.erase(port_); }

void netlink_socket::autobind(const protocol::socket_credentials &who) {
    if (port_ != 0) return;
    constexpr uint32_t first_other = static_cast<uint32_t>(-4097);
    uint32_t port = who.pid;
    for (uint32_t other = first_other; port == 0 || ports.contains(port); --other) port = other;
    ports.insert(port_ = port);
}

outcome<> netlink_socket::bind(const address &to, const protocol::socket_credentials &who) {
    const netlink_name name = TRY(name_in(to));
    if (name.groups != 0) return fail(EOPNOTSUPP);
    if (port_ != 0) return name.port == port_ ? outcome<>() : fail(EINVAL);
    if (name.port == 0) {
        autobind(who);
        return {};
    }
    if (!ports.insert(name.port).second) return fail(EADDRINUSE);
    port_ = name.port;
    return {};
}

outcome<> netlink_socket::connect(const address &to, mach_port_t,
                                  const protocol::socket_credentials &who) {
    if (to.bytes().size() >= sizeof(uint16_t) && to.family() == family_none) return {};
    const netlink_name name = TRY(name_in(to));
    if (name.port != 0 || name.groups != 0) return fail(ECONNREFUSED);
    autobind(who);
    return {};
}

outcome<> netlink_socket::shutdown(uint32_t) { return fail(EOPNOTSUPP); }

address netlink_socket::name() const { return address_of(port_); }

outcome<address> netlink_socket::peer_name() const { return address_of(0); }

void netlink_socket::answer(std::span<const char> request,
                            const protocol::socket_credentials &who) {
    netlink::header head;
    std::memcpy(&head, request.data(), sizeof head);
    netlink::reply_writer reply(head, port_);
    int error = 0;
    bool dumped = false;
    if ((head.flags & netlink::flag_request) != 0 && head.type >= netlink::type_min) {
        const auto done =
            netlink::answer_route_request(head, request.subspan(sizeof head), who.uid == 0, reply);
        error = done ? 0 : done.error();
        dumped = done && (head.flags & netlink::flag_dump) != 0;
    }
    auto datagrams = reply.take();
    if (error != 0 || ((head.flags & netlink::flag_ack) != 0 && !dumped)) {
        const bool whole = error != 0 && !caps_acknowledgements_;
        netlink::reply_writer last(head, port_);
        last.error(error, whole ? 0 : netlink::flag_capped,
                   whole ? request : request.first(sizeof head));
        for (auto &datagram : last.take()) datagrams.push_back(std::move(datagram));
    }
    for (auto &datagram : datagrams) {
        bytes_ += datagram.size();
        queue_.push_back(std::move(datagram));
    }
}

outcome<std::size_t> netlink_socket::send(outgoing &message) {
    if (message.flags & message_flag::out_of_band) return fail(EOPNOTSUPP);
    if (!message.to.empty()) {
        const netlink_name to = TRY(name_in(message.to));
        if (to.groups != 0) return fail(EPERM);
        if (to.port != 0) return fail(ECONNREFUSED);
    }
    if (bytes_ > receive_buffer_ || !held_bytes::may_hold(receive_buffer_)) return fail(ENOBUFS);
    autobind(message.sender);
    std::span<const char> left = message.data;
    netlink::header head;
    // What is no whole message ends it, as in Linux, where that is no error either.
    while (left.size() >= sizeof head && bytes_ <= receive_buffer_) {
        std::memcpy(&head, left.data(), sizeof head);
        if (head.length < sizeof head || head.length > left.size()) break;
        answer(left.first(head.length), message.sender);
        left = left.subspan(std::min<std::size_t>(netlink::aligned(head.length), left.size()));
    }
    changed();
    return message.data.size();
}

void netlink_socket::hear(std::span<const char> datagram) {
    if (bytes_ > receive_buffer_ || !held_bytes::may_hold(receive_buffer_)) return;
    bytes_ += datagram.size();
    queue_.emplace_back(datagram.begin(), datagram.end());
    changed();
}

outcome<> netlink_socket::receive(incoming &message) {
    const bool peek = (message.flags & message_flag::peek) != 0;
    if (message.flags & message_flag::out_of_band) return fail(EOPNOTSUPP);
    message.flags = 0;
    if (queue_.empty()) return fail(EAGAIN);
    const auto &first = queue_.front();
    message.count = std::min(first.size(), message.room.size());
    message.length = first.size();
    if (message.length > message.count) message.flags = message_flag::truncated;
    std::memcpy(message.room.data(), first.data(), message.count);
    message.from = address_of(0);
    if (peek) return {};
    bytes_ -= first.size();
    queue_.pop_front();
    return {};
}

uint32_t netlink_socket::ready() {
    return POLLOUT | POLLWRNORM | (queue_.empty() ? 0 : POLLIN | POLLRDNORM);
}

outcome<std::size_t> netlink_socket::get_option(int level, int name, std::span<char> value) {
    if (level != level_netlink) return socket::get_option(level, name, value);
    switch (name) {
    case option_cap_ack: return put_option(value, caps_acknowledgements_);
    case option_extended_ack: return put_option(value, extended_acknowledgements_);
    default: return fail(ENOPROTOOPT);
    }
}

outcome<> netlink_socket::set_option(int level, int name, std::span<const char> value) {
    if (level != level_netlink) return socket::set_option(level, name, value);
    const int number = TRY(integer_option(value));
    switch (name) {
    case option_cap_ack: caps_acknowledgements_ = number != 0; return {};
    // It asks for further attributes in answers that have them; none of ours have.
    case option_extended_ack: extended_acknowledgements_ = number != 0; return {};
    default: return fail(ENOPROTOOPT);
    }
}

}  // namespace network
