/// \file
/// Real time, the mapped time page, sleeping, alarms.
#pragma once

#include <cstdint>

#include <kern/ref.hpp>
#include <kern/result.hpp>

class ipc_port;
class vm_object;

/// Makes the time page. Before the first task.
[[nodiscard]] result<> clock_initialise();

/// Nanoseconds since 1970.
int64_t clock_real_time();
/// Steps real time; monotonic time goes on.
void clock_set_real_time(int64_t ns);
/// Has real time gain (or lose) `delta` nanoseconds gradually, at 500 ppm. \return what was left of
/// the last adjustment.
int64_t clock_adjust(int64_t delta);

/// A length of time from ticks of the processors' counter, in which the scheduler accounts.
uint64_t clock_ticks_to_ns(uint64_t ticks);

/// One page that begins with a mach_mapped_time_t.
const ref<vm_object> &clock_page();
