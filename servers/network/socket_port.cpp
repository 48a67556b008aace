#include "socket_port.hpp"

#include <csignal>

#include <poll.h>

#include "internet/stack.hpp"

namespace network {

namespace {

std::vector<socket_port *> touched;
uint64_t next_inode = 1;

}  // namespace

void socket::changed() {
    if (port_) port_->touch();
}

socket_port::socket_port(surroundings &with, std::unique_ptr<socket> s, uint32_t flags)
    : port_object(with.loop),
      with_(with),
      socket_(std::move(s)),
      inode_(next_inode++),
      flags_(flags) {
    socket_->set_port(this);
}

socket_port::~socket_port() {
    for (const auto &r : requests_) r->end(EBADF);
    requests_.clear();
    socket_->set_port(nullptr);
    socket_ = nullptr;
    if (touched_) std::erase(touched, this);
}

socket_port *socket_port::create(surroundings &with, std::unique_ptr<socket> s, uint32_t flags) {
    auto *made = new (std::nothrow) socket_port(with, std::move(s), flags);
    if (made && made->port() != MACH_PORT_NULL) return made;
    delete made;
    return nullptr;
}

void socket_port::touch() {
    if (touched_ || (requests_.empty() && !teller_.on())) return;
    touched_ = true;
    touched.push_back(this);
}

void socket_port::settle() {
    while (stack::deliver() || !touched.empty()) {
        if (touched.empty()) continue;
        socket_port *next = touched.back();
        touched.pop_back();
        next->touched_ = false;
        next->try_again();
    }
}

void socket_port::try_again() {
    // In the order they came. Nothing that an attempt does adds or removes requests here.
    tell_owner();
    std::erase_if(requests_, [](const auto &r) { return r->attempt(); });
}

void socket_port::tell_owner() {
    if (!teller_.on()) return;
    const uint32_t ready = socket_->ready();
    const bool room = (ready & POLLOUT) != 0;
    if ((ready & POLLHUP) != 0)
        teller_.tell(POLL_HUP);
    else if ((ready & POLLIN) != 0)
        teller_.tell(POLL_IN);
    else if (room && !told_room_)
        teller_.tell(POLL_OUT);
    told_room_ = room;
}

void socket_port::end(request &which, int error) {
    which.end(error);
    std::erase_if(requests_, [&](const auto &r) { return r.get() == &which; });
}

mach::rpc::disposition socket_port::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    auto outcome = mach::rpc::demux<protocol::io_interface>(*this, in, out);
    if (outcome == mach::rpc::disposition::unknown)
        outcome = mach::rpc::demux<protocol::socket_interface>(*this, in, out);
    if (outcome == mach::rpc::disposition::unknown)
        outcome = mach::rpc::demux<protocol::io_owner_interface>(*this, in, out);
    using told = mach::rpc::interface<"told", protocol::mqueue_cookie>;
    if (outcome == mach::rpc::disposition::unknown)
        outcome = mach::rpc::demux<told>(*this, in, out);
    if (teller_.on() && (socket_->ready() & POLLOUT) == 0) told_room_ = false;
    settle();
    return outcome;
}

void socket_port::no_senders() {
    delete this;
    settle();
}

}  // namespace network
