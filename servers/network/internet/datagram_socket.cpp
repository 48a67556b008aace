#include "datagram_socket.hpp"

#include <algorithm>

#include <poll.h>

#include <lwip/ip.h>

#include "interface_control.hpp"

namespace network {

namespace {

constexpr uint16_t privileged_ports = 1024;
constexpr uint32_t bytes_to_read = 0x541b, bytes_to_send = 0x5411;  // FIONREAD, TIOCOUTQ
/// What a message costs of the buffer besides its bytes.
constexpr std::size_t overhead = 256;

}  // namespace

void datagram_socket::deliver(const pbuf *data, std::size_t skip, const ip_addr_t &ip,
                              uint16_t port) {
    if (shut_receive_ || skip > data->tot_len) return;
    const std::size_t size = data->tot_len - skip;
    if (bytes_ + size + overhead > receive_buffer_ || !held_bytes::may_hold(size + overhead))
        return;
    packet p{std::vector<char>(size), {ip, port}};
    (void)pbuf_copy_partial(data, p.data.data(), static_cast<u16_t>(size),
                            static_cast<u16_t>(skip));
    bytes_ += size + overhead;
    queue_.push_back(std::move(p));
    changed();
}

outcome<std::size_t> datagram_socket::send(outgoing &message) {
    if (message.flags & message_flag::out_of_band) return fail(EOPNOTSUPP);
    if (error_) return fail(take_error());
    if (shut_send_) return fail(EPIPE);
    endpoint to = remote_;
    if (!message.to.empty())
        to = TRY(endpoint_of(message.to, family()));
    else if (!connected_)
        return fail(EDESTADDRREQ);
    if (type() == socket_type::datagram && to.port == 0) return fail(EINVAL);
    const std::size_t size = message.data.size();
    if (size > size_max()) return fail(EMSGSIZE);
    if (ip_addr_isany_val(to.ip)) {
        if (IP_IS_V4_VAL(to.ip))
            IP_ADDR4(&to.ip, 127, 0, 0, 1);
        else
            IP_ADDR6_HOST(&to.ip, 0, 0, 0, 1);
    }
    if (is_broadcast(to.ip)) {
        if (!broadcast_) return fail(EACCES);
        ip_set_option(&block(), SOF_BROADCAST);
    }
    pbuf *data = pbuf_alloc(PBUF_TRANSPORT, static_cast<u16_t>(size), PBUF_RAM);
    if (!data) return fail(ENOBUFS);
    (void)pbuf_take(data, message.data.data(), static_cast<u16_t>(size));
    const err_t error = transmit(data, to);
    pbuf_free(data);
    if (error != ERR_OK) return fail(errno_of(error));
    bound_ = true;
    return size;
}

outcome<> datagram_socket::receive(incoming &message) {
    if (message.flags & message_flag::out_of_band) return fail(EOPNOTSUPP);
    const bool peek = (message.flags & message_flag::peek) != 0;
    if (error_) return fail(take_error());
    message.flags = 0;
    if (queue_.empty()) {
        if (shut_receive_) return {};
        return fail(EAGAIN);
    }
    packet &p = queue_.front();
    message.count = std::min(p.data.size(), message.room.size());
    message.length = p.data.size();
    if (message.length > message.count) message.flags = message_flag::truncated;
    std::memcpy(message.room.data(), p.data.data(), message.count);
    message.from = address_of(p.from.ip, p.from.port, family());
    if (peek) return {};
    bytes_ -= p.data.size() + overhead;
    queue_.pop_front();
    return {};
}

uint32_t datagram_socket::ready() {
    uint32_t events = POLLOUT | POLLWRNORM;
    if (!queue_.empty() || shut_receive_ || error_) events |= POLLIN | POLLRDNORM;
    if (shut_receive_) events |= POLLRDHUP;
    if (shut_receive_ && shut_send_) events |= POLLHUP;
    if (error_) events |= POLLERR;
    return events;
}

outcome<> datagram_socket::bind(const address &name, const protocol::socket_credentials &who) {
    const endpoint at = TRY(endpoint_of(name, family()));
    if (bound_ && type() == socket_type::datagram) return fail(EINVAL);
    if (at.port != 0 && at.port < privileged_ports && who.uid != 0) return fail(EACCES);
    const bool any = ip_addr_isany_val(at.ip);
    if (!any && !is_own(at.ip) && !is_broadcast(at.ip)) return fail(EADDRNOTAVAIL);
    if (reuse_address_) ip_set_option(&block(), SOF_REUSEADDR);
    const bool both = any && family() == family_internet6 && !only_v6_;
    if (const err_t error = bind_to(at, both ? *IP_ANY_TYPE : at.ip); error != ERR_OK)
        return fail(errno_of(error));
    bound_ = true;
    return {};
}

outcome<> datagram_socket::connect(const address &to, mach_port_t,
                                   const protocol::socket_credentials &) {
    if (to.bytes().size() >= 2 && to.family() == family_none) {
        disconnect();
        connected_ = false;
        return {};
    }
    remote_ = TRY(endpoint_of(to, family()));
    if (ip_addr_isany_val(remote_.ip) && IP_IS_V4_VAL(remote_.ip))
        IP_ADDR4(&remote_.ip, 127, 0, 0, 1);
    if (is_broadcast(remote_.ip) && !broadcast_) return fail(EACCES);
    if (!has_route(remote_.ip)) return fail(ENETUNREACH);
    if (const err_t error = connect_to(remote_); error != ERR_OK) return fail(errno_of(error));
    connected_ = bound_ = true;
    return {};
}

outcome<> datagram_socket::shutdown(uint32_t how) {
    if (!connected_) return fail(ENOTCONN);
    shut_receive_ |= how != 1;
    shut_send_ |= how != 0;
    changed();
    return {};
}

outcome<address> datagram_socket::peer_name() const {
    if (!connected_) return fail(ENOTCONN);
    return address_of(remote_.ip, remote_.port, family());
}

outcome<int> datagram_socket::control(uint32_t request, std::span<char> data, std::size_t &size) {
    int value;
    switch (request) {
    case bytes_to_read:
        value = queue_.empty() ? 0 : static_cast<int>(queue_.front().data.size());
        break;
    case bytes_to_send: value = 0; break;
    default: return interface_control(request, data, size);
    }
    std::memcpy(data.data(), &value, sizeof value);
    size = sizeof value;
    return 0;
}

}  // namespace network
