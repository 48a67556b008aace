#include "local_stream.hpp"

#include <algorithm>

#include <poll.h>

namespace network {

namespace {
constexpr int backlog_limit = 4096;  // SOMAXCONN
}

local_stream::~local_stream() {
    // Data that nobody will read is an error to the sender.
    if (peer_ && !queue_.empty()) peer_->error_ = ECONNRESET;
    room_made();
}

void local_stream::peer_gone() { shut_receive_ = true; }

outcome<std::size_t> local_stream::send(outgoing &message) {
    if (message.flags & message_flag::out_of_band) return fail(EOPNOTSUPP);
    if (!message.to.empty()) return fail(peer_ ? EISCONN : EOPNOTSUPP);
    if (error_) return fail(take_error());
    if (!had_peer_) return fail(type() == socket_type::stream ? EPIPE : ENOTCONN);
    if (!peer_ || shut_send_) return fail(EPIPE);
    const std::size_t size = message.data.size();
    if (stream() && size == 0) return 0;
    if (!stream() && size > local_queue::bytes_max - 32) return fail(EMSGSIZE);
    if (!stream() && !held_bytes::may_hold(size)) return fail(ENOBUFS);
    if (!peer_->has_room(size)) {
        wait_for(*peer_);
        return fail(EAGAIN);
    }
    const std::size_t now = stream() ? std::min(size, peer_->queue_.room()) : size;
    peer_->queue_.put(message, now, name_, stream());
    peer_->changed();
    return now;
}

outcome<> local_stream::receive(incoming &message) {
    if (listening()) return fail(EINVAL);
    if (!had_peer_) return fail(type() == socket_type::stream ? EINVAL : ENOTCONN);
    return local_socket::receive(message);
}

uint32_t local_stream::ready() {
    if (listening()) return backlog_.empty() ? 0 : POLLIN | POLLRDNORM;
    if (!had_peer_) return POLLOUT | POLLWRNORM | POLLHUP;
    uint32_t events = 0;
    if (!queue_.empty() || at_end()) events |= POLLIN | POLLRDNORM;
    if (at_end()) events |= POLLRDHUP;
    if (!peer_ || (shut_receive_ && shut_send_)) events |= POLLHUP;
    if (!peer_ || peer_->has_room(0)) events |= POLLOUT | POLLWRNORM;
    if (error_) events |= POLLERR;
    return events;
}

outcome<> local_stream::connect(const address &to, mach_port_t port,
                                const protocol::socket_credentials &who) {
    if (had_peer_) return fail(EISCONN);
    if (listening()) return fail(EINVAL);
    auto &target = static_cast<local_stream &>(*TRY(find(to, port)));
    if (!target.listening()) return fail(ECONNREFUSED);
    if (target.backlog_.size() >= target.backlog_max_) return fail(EAGAIN);
    auto other = std::make_unique<local_stream>(with_, type());
    join(*this, *other, who);
    peer_credentials_ = target.own_credentials_;
    other->accepted_name_ = target.name_;
    target.backlog_.push_back(std::move(other));
    target.changed();
    return {};
}

outcome<> local_stream::listen(int backlog, const protocol::socket_credentials &who) {
    if (name_.empty() || had_peer_) return fail(EINVAL);
    if (backlog < 0 || backlog > backlog_limit) backlog = backlog_limit;
    backlog_max_ = static_cast<std::size_t>(backlog) + 1;
    own_credentials_ = who;
    return {};
}

outcome<std::unique_ptr<socket>> local_stream::accept() {
    if (!listening()) return fail(EINVAL);
    if (backlog_.empty()) return fail(EAGAIN);
    std::unique_ptr<socket> first = std::move(backlog_.front());
    backlog_.pop_front();
    room_made();
    return first;
}

}  // namespace network
