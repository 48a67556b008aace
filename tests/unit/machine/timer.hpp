/// \file
/// Time that a test sets.
#pragma once

#include <cstdint>

namespace machine {

extern uint64_t test_time;  ///< nanoseconds

inline uint64_t now() { return test_time; }
inline uint64_t read_counter() { return test_time; }
inline uint64_t read_counter_early() { return test_time; }
inline void set_deadline(uint64_t) {}
inline void cancel_deadline() {}

}  // namespace machine
