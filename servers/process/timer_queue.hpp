/// \file
/// Timers that send signals, ordered by when. The kernel's clock is asked for one alarm at a time,
/// the next one due.
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
    uint64_t deadline_ns;  ///< monotonic
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
    /// Starts or, with deadline 0, stops a process's timer.
    void set(const timer &wanted);
    /// Stops all timers of a process.
    void cancel(int32_t pid);

private:
    void insert(const timer &t);
    void ask_clock();
    world &world_;
    mach_port_t clock_ = MACH_PORT_NULL;
    std::list<timer> timers_;  ///< the earliest first
    uint64_t asked_ns_ = ~uint64_t{0};
};

}  // namespace process_server
