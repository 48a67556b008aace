#include <lib/alarm_clock.hpp>

#include <algorithm>

#include <lib/clock.hpp>

namespace server {

namespace {
constexpr uint64_t second_ns = 1'000'000'000;
using alarm_interface =
    mach::rpc::interface<"clock_alarm_reply", mach::interface::clock_alarm_reply>;
}  // namespace

void alarm::set(uint64_t deadline_ns) {
    if (deadline_ns_ == never) clock_.set_.push_back(this);
    deadline_ns_ = deadline_ns;
    clock_.ask_clock();
}

void alarm::cancel() {
    if (deadline_ns_ == never) return;
    deadline_ns_ = never;
    std::erase(clock_.set_, this);
}

alarm_clock::alarm_clock(loop &owner, void (*after)()) : port_object(owner), after_(after) {
    (void)host_get_clock_service(mach_host_self(), SYSTEM_CLOCK, &clock_);
}

alarm *alarm_clock::earliest() const {
    const auto found = std::min_element(set_.begin(), set_.end(), [](alarm *a, alarm *b) {
        return a->deadline_ns_ < b->deadline_ns_;
    });
    return found == set_.end() ? nullptr : *found;
}

/// A message that was asked for earlier comes all the same, and finds nothing due.
void alarm_clock::ask_clock() {
    const alarm *next = earliest();
    if (!next || next->deadline_ns_ >= asked_ns_) return;
    asked_ns_ = next->deadline_ns_;
    const mach_timespec_t when{.tv_sec = static_cast<int64_t>(asked_ns_ / second_ns),
                               .tv_nsec = static_cast<int32_t>(asked_ns_ % second_ns)};
    (void)clock_alarm(clock_, TIME_ABSOLUTE, when, port());
}

mach::rpc::disposition alarm_clock::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    const auto outcome = mach::rpc::demux<alarm_interface>(*this, in, out);
    if (after_) after_();
    return outcome;
}

void alarm_clock::serve(mach::interface::clock_alarm_reply,
                        mach::rpc::call<mach::interface::clock_alarm_reply>) {
    asked_ns_ = alarm::never;
    const uint64_t now = server::monotonic_ns();
    for (alarm *due = earliest(); due && due->deadline_ns_ <= now; due = earliest()) {
        due->cancel();
        due->rang();
    }
    ask_clock();
}

}  // namespace server
