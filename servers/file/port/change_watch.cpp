#include <port/change_watch.hpp>

#include <csignal>

#include <port/open_port.hpp>

namespace port {

kern_return_t change_watch::serve(const protocol::io_owner_request &request,
                                  protocol::io_owner_reply &reply) {
    const auto now = file_.io ? file_.io->changes(file_) : std::nullopt;
    const bool told_before = teller_.on();
    const kern_return_t kr = teller_.serve(request, reply, now.has_value());
    if (teller_.on() && !told_before) told_ = *now;
    if (teller_.on() && !queued()) file_.io->waiters()->join(*this);
    if (!teller_.on()) leave();
    return kr;
}

vfs::waiter::state change_watch::retry() {
    const uint64_t now = file_.io->changes(file_).value_or(told_);
    if (now != told_) {
        told_ = now;
        teller_.tell(file_.readable() ? POLL_IN : POLL_OUT);
    }
    return state::waiting;
}

void change_watch::end() {
    leave();
    teller_.clear();
}

kern_return_t open_port::serve(protocol::io_owner, call<protocol::io_owner> c) {
    return watch_.serve(c.request, c.reply);
}

}  // namespace port
