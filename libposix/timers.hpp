/// \file
/// Timers that send signals: alarm, setitimer and timer_create. They live at the process server;
/// the library translates.
#pragma once

#include <cstdint>

namespace posix {

struct timer_setting {
    uint64_t value_ns, interval_ns;
};

/// Sets the alarm clock (ITIMER_REAL). \return what was left of the one before.
timer_setting set_alarm(uint64_t value_ns, uint64_t interval_ns);
/// After exec: timers made by timer_create are gone. The alarm stays.
void forget_timers();

}  // namespace posix
