/// \file
/// Timers that send signals: alarm, setitimer and timer_create. They live at the process server;
/// the library translates.
#pragma once

#include <cstdint>

#include <protocol/process.hpp>

namespace posix {

struct timer_setting {
    uint64_t value_ns, interval_ns;
};

/// Asks the server. \return what was left; zeros and an `error` (-errno) when it refuses.
timer_setting exchange_timer(const protocol::process_timer_request &request, long &error);
/// Sets the alarm clock (ITIMER_REAL). \return what was left of the one before.
timer_setting set_alarm(uint64_t value_ns, uint64_t interval_ns);
/// A signal of that timer has been taken: how many were missed before it.
void note_overrun(int timer, int32_t overrun);
/// After exec: timers made by timer_create are gone. The alarm stays.
void forget_timers();
/// In the child of a fork, which has none of its parent's.
void inherit_no_timers();

}  // namespace posix
