#include "local_datagram.hpp"

#include <poll.h>

namespace network {

namespace {
constexpr uint16_t family_none = 0;  // AF_UNSPEC
}

outcome<std::size_t> local_datagram::send(outgoing &message) {
    if (message.flags & message_flag::out_of_band) return fail(EOPNOTSUPP);
    if (shut_send_) return fail(EPIPE);
    local_socket *to = peer_;
    if (!message.to.empty()) to = TRY(find(message.to, message.to_port));
    if (!to) {
        error_ = 0;
        return fail(std::exchange(had_peer_, false) ? ECONNREFUSED : ENOTCONN);
    }
    const std::size_t size = message.data.size();
    if (size > local_queue::bytes_max - 32) return fail(EMSGSIZE);
    if (!held_bytes::may_hold(size)) return fail(ENOBUFS);
    if (to->shut_receive_) return fail(EPIPE);
    if (to->peer_ && to->peer_ != this) return fail(EPERM);
    if (!to->has_room(size)) {
        wait_for(*to);
        return fail(EAGAIN);
    }
    to->queue_.put(message, size, name(), false);
    to->changed();
    return size;
}

uint32_t local_datagram::ready() {
    uint32_t events = 0;
    if (!queue_.empty() || shut_receive_) events |= POLLIN | POLLRDNORM;
    if (shut_receive_) events |= POLLRDHUP;
    if (shut_receive_ && shut_send_) events |= POLLHUP;
    if (!peer_ || peer_->has_room(0)) events |= POLLOUT | POLLWRNORM;
    if (error_) events |= POLLERR;
    return events;
}

outcome<> local_datagram::connect(const address &to, mach_port_t port,
                                  const protocol::socket_credentials &) {
    if (to.family() == family_none && to.bytes().size() >= 2) {
        set_peer(nullptr);
        had_peer_ = false;
        return {};
    }
    local_socket *other = TRY(find(to, port));
    if (other->peer_ && other->peer_ != this) return fail(EPERM);
    set_peer(other);
    changed();
    return {};
}

}  // namespace network
