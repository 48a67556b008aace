#include "read_clock.hpp"

#include <lib/clock.hpp>

namespace {
constexpr uint64_t second_ns = 1'000'000'000;
using alarm_interface =
    mach::rpc::interface<"clock_alarm_reply", mach::interface::clock_alarm_reply>;
}  // namespace

read_clock::read_clock(server::loop &loop, client &of) : port_object(loop), client_(of) {
    (void)host_get_clock_service(mach_host_self(), SYSTEM_CLOCK, &clock_);
}

void read_clock::ask(uint64_t deadline_ns) {
    if (deadline_ns >= asked_ns_) return;
    asked_ns_ = deadline_ns;
    const mach_timespec_t when{.tv_sec = static_cast<int64_t>(deadline_ns / second_ns),
                               .tv_nsec = static_cast<int32_t>(deadline_ns % second_ns)};
    (void)clock_alarm(clock_, TIME_ABSOLUTE, when, port());
}

mach::rpc::disposition read_clock::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    return mach::rpc::demux<alarm_interface>(*this, in, out);
}

void read_clock::serve(mach::interface::clock_alarm_reply,
                       mach::rpc::call<mach::interface::clock_alarm_reply>) {
    asked_ns_ = never;
    client_.expire_reads(server::monotonic_ns());
}
