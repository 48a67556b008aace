#include "tcp_socket.hpp"

#include <algorithm>

#include <poll.h>

#include "interface_control.hpp"

namespace network {

namespace {

constexpr uint16_t privileged_ports = 1024;
constexpr uint32_t bytes_to_read = 0x541b, bytes_to_send = 0x5411;  // FIONREAD, TIOCOUTQ
constexpr uint8_t poll_half_seconds = 2;

}  // namespace

tcp_socket::tcp_socket(uint32_t family, ::tcp_pcb *pcb) : tcp_socket(family) {
    pcb_ = pcb;
    state_ = state::connected;
    bound_ = true;
    attach();
}

tcp_socket::~tcp_socket() {
    // Data that nobody will read is a reset to the peer, as is a linger time of zero.
    const bool unread = received_.bytes() != 0;
    if (!pcb_) return;
    ::tcp_pcb *pcb = pcb_;
    const bool listened = state_ == state::listening;
    detach();
    if (!listened && (unread || (linger_[0] != 0 && linger_[1] == 0)))
        tcp_abort(pcb);
    else if (tcp_close(pcb) != ERR_OK && !listened)
        tcp_abort(pcb);
}

/// Makes the control block, of the family's or of both kinds of address.
outcome<> tcp_socket::need_pcb() {
    if (pcb_) return {};
    pcb_ = tcp_new_ip_type(family() == family_internet ? IPADDR_TYPE_V4
                           : only_v6_                  ? IPADDR_TYPE_V6
                                                       : IPADDR_TYPE_ANY);
    if (!pcb_) return fail(ENOBUFS);
    attach();
    return {};
}

void tcp_socket::attach() {
    tcp_arg(pcb_, this);
    tcp_recv(pcb_, on_receive);
    tcp_sent(pcb_, on_sent);
    tcp_err(pcb_, on_error);
    tcp_poll(pcb_, on_poll, poll_half_seconds);
}

/// lwIP's block goes on without this socket.
void tcp_socket::detach() {
    tcp_arg(pcb_, nullptr);
    if (state_ == state::listening) {
        tcp_accept(pcb_, nullptr);
    } else {
        tcp_recv(pcb_, nullptr);
        tcp_sent(pcb_, nullptr);
        tcp_err(pcb_, nullptr);
        tcp_poll(pcb_, nullptr, 0);
    }
    pcb_ = nullptr;
}

void tcp_socket::take(pbuf *data) {
    if (!data)
        end_received_ = true;
    else
        received_.put(data);
    changed();
}

void tcp_socket::failed(err_t error) {
    const bool refused = state_ == state::connecting && error == ERR_RST;
    error_ = refused ? ECONNREFUSED : errno_of(error);
    state_ = state::closed;
    changed();
}

err_t tcp_socket::on_receive(void *self, ::tcp_pcb *pcb, pbuf *data, err_t) {
    auto &s = *static_cast<tcp_socket *>(self);
    if (data && s.shut_receive_) {
        tcp_recved(pcb, data->tot_len);
        pbuf_free(data);
        return ERR_OK;
    }
    // lwIP offers it again.
    if (data && s.received_.bytes() != 0 && !held_bytes::may_hold(data->tot_len)) return ERR_MEM;
    s.take(data);
    return ERR_OK;
}

err_t tcp_socket::on_sent(void *self, ::tcp_pcb *, u16_t) {
    auto &s = *static_cast<tcp_socket *>(self);
    s.count_sent();
    s.changed();
    return ERR_OK;
}

/// A send that found no memory is tried again.
err_t tcp_socket::on_poll(void *self, ::tcp_pcb *) {
    if (self) static_cast<tcp_socket *>(self)->changed();
    return ERR_OK;
}

err_t tcp_socket::on_connected(void *self, ::tcp_pcb *, err_t) {
    auto &s = *static_cast<tcp_socket *>(self);
    s.state_ = state::connected;
    s.changed();
    return ERR_OK;
}

void tcp_socket::on_error(void *self, err_t error) {
    auto &s = *static_cast<tcp_socket *>(self);
    s.pcb_ = nullptr;  // lwIP has freed it
    s.count_sent();
    s.failed(error);
}

err_t tcp_socket::on_accept(void *self, ::tcp_pcb *made, err_t error) {
    auto &s = *static_cast<tcp_socket *>(self);
    if (error != ERR_OK || !made) return ERR_VAL;
    std::unique_ptr<tcp_socket> one(new (std::nothrow) tcp_socket(s.family(), made));
    if (!one) return ERR_MEM;
    one->local_ = {made->local_ip, made->local_port};
    one->remote_ = {made->remote_ip, made->remote_port};
    one->keep_alive_ = s.keep_alive_;
    tcp_backlog_delayed(made);
    s.backlog_.push_back(std::move(one));
    s.changed();
    return ERR_OK;
}

void tcp_socket::count_sent() { sent_.set(pcb_ ? TCP_SND_BUF - tcp_sndbuf(pcb_) : 0); }

/// For how many bytes more there is room until the peer has acknowledged some.
std::size_t tcp_socket::send_room() const {
    const std::size_t left = tcp_sndbuf(pcb_);
    return std::min(left, held_bytes::room(TCP_SND_BUF - left, TCP_SND_BUF));
}

outcome<std::size_t> tcp_socket::send(outgoing &message) {
    if (message.flags & message_flag::out_of_band) return fail(EOPNOTSUPP);
    if (error_) return fail(take_error());
    if (state_ == state::connecting) return fail(EAGAIN);
    if (state_ != state::connected || !pcb_ || shut_send_) return fail(EPIPE);
    const std::size_t size = message.data.size();
    if (size == 0) return 0;
    std::size_t done = 0;
    while (done < size) {
        constexpr std::size_t piece_max = 32768;
        const std::size_t now = std::min({size - done, send_room(), piece_max});
        if (now == 0 || tcp_sndqueuelen(pcb_) + now / 512 + 2 >= TCP_SND_QUEUELEN) break;
        if (tcp_write(pcb_, message.data.data() + done, static_cast<u16_t>(now),
                      TCP_WRITE_FLAG_COPY) != ERR_OK)
            break;
        done += now;
    }
    if (done == 0) return fail(EAGAIN);
    (void)tcp_output(pcb_);
    count_sent();
    return done;
}

outcome<> tcp_socket::receive(incoming &message) {
    if (message.flags & message_flag::out_of_band) return fail(EINVAL);
    const bool peek = (message.flags & message_flag::peek) != 0;
    message.flags = 0;
    if (received_.bytes() != 0) {
        message.count = message.length = received_.copy(message.room);
        if (peek) return {};
        received_.drop(message.count);
        for (std::size_t told = 0; pcb_ && told < message.count;) {
            const auto now =
                static_cast<u16_t>(std::min<std::size_t>(message.count - told, 0xffff));
            tcp_recved(pcb_, now);
            told += now;
        }
        return {};
    }
    if (error_) return fail(take_error());
    if (state_ == state::fresh || state_ == state::listening) return fail(ENOTCONN);
    if (end_received_ || shut_receive_ || state_ == state::closed) return {};
    return fail(EAGAIN);
}

uint32_t tcp_socket::ready() {
    if (listening()) return backlog_.empty() ? 0 : POLLIN | POLLRDNORM;
    if (state_ == state::connecting) return 0;
    if (state_ == state::fresh) return POLLOUT | POLLWRNORM | POLLHUP;
    uint32_t events = 0;
    const bool end = end_received_ || shut_receive_ || state_ == state::closed;
    if (received_.bytes() != 0 || end || error_) events |= POLLIN | POLLRDNORM;
    if (end) events |= POLLRDHUP;
    if ((end && shut_send_) || state_ == state::closed) events |= POLLHUP;
    if (!pcb_ || shut_send_ ||
        (send_room() >= (held_bytes::crowded() ? 1 : TCP_SNDLOWAT) &&
         tcp_sndqueuelen(pcb_) < TCP_SNDQUEUELOWAT))
        events |= POLLOUT | POLLWRNORM;
    if (error_) events |= POLLERR;
    return events;
}

outcome<> tcp_socket::bind(const address &name, const protocol::socket_credentials &who) {
    const endpoint at = TRY(endpoint_of(name, family()));
    if (bound_ || state_ != state::fresh) return fail(EINVAL);
    if (at.port != 0 && at.port < privileged_ports && who.uid != 0) return fail(EACCES);
    TRY(need_pcb());
    if (reuse_address_)
        ip_set_option(pcb_, SOF_REUSEADDR);
    else
        ip_reset_option(pcb_, SOF_REUSEADDR);
    const bool any = ip_addr_isany_val(at.ip);
    if (!any && !is_own(at.ip)) return fail(EADDRNOTAVAIL);
    const ip_addr_t *ip = &at.ip;
    if (any && family() == family_internet6 && !only_v6_) ip = IP_ANY_TYPE;
    if (const err_t error = tcp_bind(pcb_, ip, at.port); error != ERR_OK)
        return fail(errno_of(error));
    bound_ = true;
    return {};
}

outcome<> tcp_socket::connect(const address &to, mach_port_t,
                              const protocol::socket_credentials &) {
    endpoint at = TRY(endpoint_of(to, family()));
    switch (state_) {
    case state::fresh: break;
    case state::connecting: return fail(EALREADY);
    case state::closed:
        if (error_) return fail(take_error());
        return fail(ECONNABORTED);
    case state::listening:
    case state::connected: return fail(EISCONN);
    }
    TRY(need_pcb());
    if (ip_addr_isany_val(at.ip)) {
        if (IP_IS_V4_VAL(at.ip))
            IP_ADDR4(&at.ip, 127, 0, 0, 1);
        else
            IP_ADDR6_HOST(&at.ip, 0, 0, 0, 1);
    }
    if (keep_alive_) ip_set_option(pcb_, SOF_KEEPALIVE);
    if (const err_t error = tcp_connect(pcb_, &at.ip, at.port, on_connected); error != ERR_OK)
        return fail(errno_of(error));
    local_ = {pcb_->local_ip, pcb_->local_port};
    remote_ = at;
    bound_ = true;
    state_ = state::connecting;
    return fail(EINPROGRESS);
}

outcome<> tcp_socket::connected() {
    if (state_ == state::connecting) return fail(EINPROGRESS);
    if (error_) return fail(take_error());
    return {};
}

outcome<> tcp_socket::listen(int backlog, const protocol::socket_credentials &) {
    if (state_ == state::listening) return {};
    if (state_ != state::fresh) return fail(EINVAL);
    TRY(need_pcb());
    if (!bound_) {
        const ip_addr_t *any = family() == family_internet ? IP4_ADDR_ANY : IP_ANY_TYPE;
        if (const err_t error = tcp_bind(pcb_, any, 0); error != ERR_OK)
            return fail(errno_of(error));
        bound_ = true;
    }
    const auto most = static_cast<uint8_t>(backlog < 0 ? 255 : std::clamp(backlog + 1, 1, 255));
    err_t error = ERR_OK;
    ::tcp_pcb *listener = tcp_listen_with_backlog_and_err(pcb_, most, &error);
    if (!listener) return fail(errno_of(error));
    pcb_ = listener;
    state_ = state::listening;
    tcp_arg(pcb_, this);
    tcp_accept(pcb_, on_accept);
    return {};
}

outcome<std::unique_ptr<socket>> tcp_socket::accept() {
    if (!listening()) return fail(EINVAL);
    if (backlog_.empty()) return fail(EAGAIN);
    std::unique_ptr<tcp_socket> first = std::move(backlog_.front());
    backlog_.pop_front();
    if (first->pcb_) tcp_backlog_accepted(first->pcb_);
    return std::unique_ptr<socket>(std::move(first));
}

outcome<> tcp_socket::shutdown(uint32_t how) {
    if (state_ == state::fresh || state_ == state::connecting) return fail(ENOTCONN);
    if (listening()) {
        // Ends the listening, as Linux does.
        backlog_.clear();
        ::tcp_pcb *pcb = pcb_;
        detach();
        (void)tcp_close(pcb);
        state_ = state::fresh;
        bound_ = false;
        changed();
        return {};
    }
    if (how != 1) shut_receive_ = true;
    if (how != 0 && !shut_send_) {
        shut_send_ = true;
        if (pcb_) (void)tcp_shutdown(pcb_, 0, 1);
    }
    changed();
    return {};
}

address tcp_socket::name() const {
    if (pcb_) return address_of(pcb_->local_ip, pcb_->local_port, family());
    return address_of(local_.ip, local_.port, family());
}

outcome<address> tcp_socket::peer_name() const {
    if (state_ != state::connected) return fail(ENOTCONN);
    return address_of(remote_.ip, remote_.port, family());
}

outcome<int> tcp_socket::control(uint32_t request, std::span<char> data, std::size_t &size) {
    int value;
    switch (request) {
    case bytes_to_read: value = static_cast<int>(received_.bytes()); break;
    case bytes_to_send:
        value = pcb_ && !listening() ? static_cast<int>(TCP_SND_BUF - tcp_sndbuf(pcb_)) : 0;
        break;
    default: return interface_control(request, data, size);
    }
    std::memcpy(data.data(), &value, sizeof value);
    size = sizeof value;
    return 0;
}

}  // namespace network
