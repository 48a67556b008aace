/// \file
/// A timer that is read and waited for as a file (timerfd_create(2)).
#pragma once

#include <lib/alarm_clock.hpp>
#include <vfs/vnode.hpp>

namespace port {

class event_timer final : public vfs::io_object, private server::alarm {
public:
    struct setting {
        uint64_t value_ns, interval_ns;  ///< value 0: off
    };
    event_timer(server::alarm_clock &clock, bool realtime) : alarm(clock), realtime_(realtime) {}

    setting get() const;
    /// \param absolute the value is a time of the timer's clock.
    void set(const setting &to, bool absolute);

    vfs::outcome<std::size_t> read(vfs::description &by, uint64_t offset, char *to,
                                   std::size_t count) override;
    uint32_t ready(vfs::description &by) override;
    vfs::wait_queue *waiters() override { return &waiters_; }
    bool seekable() const override { return false; }

private:
    void rang() override;

    bool realtime_;
    uint64_t deadline_ns_ = 0, interval_ns_ = 0;  ///< monotonic; 0: off
    uint64_t expirations_ = 0;
    vfs::wait_queue waiters_;
};

}  // namespace port
