/// \file
/// Linux's scheduling policies by Mach's 32 priorities. Those of real time lie above all others;
/// this server and the console's lie above them, so that a thread that never waits can be ended.
#pragma once

#include <cstdint>

#include <mach/mach.h>

namespace process_server {

/// Of one thread. Linux's numbers.
struct scheduling {
    enum : uint32_t { other = 0, fifo = 1, round_robin = 2, batch = 3, idle = 5 };
    uint32_t policy = other;
    int32_t priority = 0;        ///< 1 to 99 in real time, else 0
    bool reset_on_fork = false;  ///< children and new threads begin as other

    bool real_time() const { return policy == fifo || policy == round_robin; }
    /// Does the policy exist, and with this priority?
    bool valid() const;
    /// What a thread that this one makes begins with.
    scheduling inherited() const { return reset_on_fork ? scheduling{} : *this; }
};

/// For this server itself.
inline constexpr int32_t mach_priority_of_servers = 28;
/// 11 to 20, by the nice value -20 to 19 of a thread that has no other policy.
constexpr int32_t mach_priority_of_nice(int nice) { return 15 - nice / 4; }
/// Has the kernel run the thread as `s` says.
void apply_scheduling(thread_t thread, const scheduling &s, int nice);

}  // namespace process_server
