/// \file
/// Timers that send signals, ordered by when. The kernel's clock is asked for one alarm at a time,
/// the next one due. A timer on processor time is looked at when it can have been reached at the
/// earliest, and again until it is.
#pragma once

#include <cstdint>
#include <list>

#include <lib/port_object.hpp>
#include <mach/interface/clock.hpp>
#include <protocol/process.hpp>

namespace process_server {

class world;

struct timer {
    int32_t pid;
    int32_t id;
    protocol::timer_clock clock;
    int32_t tid;           ///< the thread whose time it is (timer_clock::thread)
    int32_t to;            ///< the thread that gets the signal; 0: the process
    uint64_t deadline_ns;  ///< monotonic: when to look
    uint64_t target_ns;    ///< of its own clock; 0 if it does not run
    uint64_t interval_ns;
    protocol::signal_info info;
};

struct timer_left {
    uint64_t value_ns, interval_ns;
};

class timer_queue final : public server::port_object {
public:
    timer_queue(server::loop &loop, world &w);
    /// The clock's alarm.
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void serve(mach::interface::clock_alarm_reply,
               mach::rpc::call<mach::interface::clock_alarm_reply> call);

    /// What is left of a timer; zeros if it does not run.
    timer_left left(int32_t pid, int32_t id) const;
    /// What the timer's clock reads now; 0 when its process or thread is gone.
    uint64_t read(const timer &t) const;
    /// Starts or, with target 0, stops a process's timer.
    void set(timer wanted);
    /// Stops all timers of a process.
    void cancel(int32_t pid);
    /// The time of day has been set.
    void calendar_changed();

private:
    /// \param now_ns monotonic.
    void schedule(timer &t, uint64_t now_ns) const;
    void insert(const timer &t);
    void expire(timer t, uint64_t reading);
    void ask_clock();
    world &world_;
    mach_port_t clock_ = MACH_PORT_NULL;
    std::list<timer> timers_;  ///< the earliest first
    uint64_t asked_ns_ = ~uint64_t{0};
};

}  // namespace process_server
