/// \file
/// The time-stamp counter's and the local APIC timer's rates.
#pragma once

#include <cstdint>

namespace machine {

/// Measures both, once; takes about 10 ms. \pre the local APIC is on.
void init_clock();
/// Waits by the time-stamp counter.
void spin_ns(uint64_t ns);
/// The timer's interrupt has come: did the deadline? If it was too far away to be counted in one
/// go, goes on counting.
bool deadline_reached();

}  // namespace machine
