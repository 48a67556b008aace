/// \file
/// lwIP in this server: start, timers, and the loopback's queue.
#pragma once

#include <lib/alarm_clock.hpp>
#include "../surroundings.hpp"

namespace network {

/// Runs lwIP's timers, as long as there is something for them to do: TCP's while connections are
/// there, those of caches for a while after the last packet, DHCP's as its state needs.
class stack final : private server::alarm {
public:
    /// Once.
    explicit stack(server::alarm_clock &clock);

    /// Lets packets to this machine itself arrive. \return whether there were any.
    static bool deliver();
    /// A packet has come from or gone to a network.
    static void note_packet();
    /// Something that a timer serves has begun.
    static void need_timers();

private:
    struct timer {
        uint32_t interval_ms;
        bool (*needed)();
        void (*tick)();
        uint64_t due_ns;  ///< 0: not running
    };
    static timer timers[];

    void rang() override;
    void plan();
};

}  // namespace network
