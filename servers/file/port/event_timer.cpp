#include <port/event_timer.hpp>

#include <algorithm>
#include <cstring>

#include <lib/clock.hpp>
#include <vfs/description.hpp>

namespace port {

event_timer::setting event_timer::get() const {
    if (deadline_ns_ == 0) return {0, interval_ns_};
    const uint64_t now = server::monotonic_ns();
    return {deadline_ns_ > now ? deadline_ns_ - now : 1, interval_ns_};
}

void event_timer::set(const setting &to, bool absolute) {
    expirations_ = 0;
    interval_ns_ = to.interval_ns;
    deadline_ns_ = 0;
    cancel();
    if (to.value_ns == 0) return;
    const uint64_t now = server::monotonic_ns();
    const uint64_t from = !absolute   ? 0
                          : realtime_ ? static_cast<uint64_t>(server::realtime_ns())
                                      : now;
    const uint64_t left = to.value_ns > from ? to.value_ns - from : 0;
    deadline_ns_ = now + std::min<uint64_t>(left, INT64_MAX - now);
    alarm::set(deadline_ns_);
}

void event_timer::rang() {
    const uint64_t now = server::monotonic_ns();
    ++expirations_;
    if (interval_ns_ == 0) {
        deadline_ns_ = 0;
    } else {
        const uint64_t missed = (now - std::min(now, deadline_ns_)) / interval_ns_;
        expirations_ += missed;
        deadline_ns_ += (missed + 1) * interval_ns_;
        alarm::set(deadline_ns_);
    }
    waiters_.settle();
}

vfs::outcome<std::size_t> event_timer::read(vfs::description &, uint64_t, char *to,
                                            std::size_t count) {
    if (count < sizeof expirations_) return vfs::fail(EINVAL);
    if (expirations_ == 0) return vfs::fail(EAGAIN);
    std::memcpy(to, &expirations_, sizeof expirations_);
    expirations_ = 0;
    return sizeof expirations_;
}

uint32_t event_timer::ready(vfs::description &) { return expirations_ ? POLLIN | POLLRDNORM : 0; }

}  // namespace port
