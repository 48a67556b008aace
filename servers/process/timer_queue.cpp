#include <timer_queue.hpp>

#include <algorithm>

#include <lib/clock.hpp>
#include <world.hpp>

namespace process_server {

namespace {
constexpr uint64_t never = ~uint64_t{0};
constexpr uint64_t second_ns = 1'000'000'000;
using alarm_interface =
    mach::rpc::interface<"clock_alarm_reply", mach::interface::clock_alarm_reply>;
}  // namespace

timer_queue::timer_queue(server::loop &loop, world &w) : port_object(loop), world_(w) {
    (void)host_get_clock_service(mach_host_self(), SYSTEM_CLOCK, &clock_);
}

mach::rpc::disposition timer_queue::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    return mach::rpc::demux<alarm_interface>(*this, in, out);
}

void timer_queue::insert(const timer &t) {
    const auto after = std::find_if(timers_.begin(), timers_.end(), [&](const timer &other) {
        return other.deadline_ns > t.deadline_ns;
    });
    timers_.insert(after, t);
}

/// An alarm that was asked for earlier and is no longer needed comes all the same and finds nothing
/// due.
void timer_queue::ask_clock() {
    if (timers_.empty() || timers_.front().deadline_ns >= asked_ns_) return;
    asked_ns_ = timers_.front().deadline_ns;
    const mach_timespec_t when{.tv_sec = static_cast<int64_t>(asked_ns_ / second_ns),
                               .tv_nsec = static_cast<int32_t>(asked_ns_ % second_ns)};
    (void)clock_alarm(clock_, TIME_ABSOLUTE, when, port());
}

void timer_queue::serve(mach::interface::clock_alarm_reply,
                        mach::rpc::call<mach::interface::clock_alarm_reply>) {
    asked_ns_ = never;
    const uint64_t now = server::monotonic_ns();
    while (!timers_.empty() && timers_.front().deadline_ns <= now) {
        timer due = timers_.front();
        timers_.pop_front();
        if (due.interval_ns != 0) {
            // Periods that were missed are counted, not made up for.
            const uint64_t missed = (now - due.deadline_ns) / due.interval_ns;
            due.info.overrun = static_cast<int32_t>(std::min<uint64_t>(missed, INT32_MAX));
            timer next = due;
            next.deadline_ns += (missed + 1) * due.interval_ns;
            insert(next);
        }
        if (process *p = world_.find(due.pid); p != nullptr && valid_signal(due.info.signal))
            p->post(due.info);
    }
    ask_clock();
}

timer_left timer_queue::left(int32_t pid, int32_t id) const {
    const uint64_t now = server::monotonic_ns();
    for (const timer &t : timers_)
        if (t.pid == pid && t.id == id)
            return {t.deadline_ns > now ? t.deadline_ns - now : 1, t.interval_ns};
    return {0, 0};
}

void timer_queue::set(const timer &wanted) {
    std::erase_if(timers_,
                  [&](const timer &t) { return t.pid == wanted.pid && t.id == wanted.id; });
    if (wanted.deadline_ns != 0) insert(wanted);
    ask_clock();
}

void timer_queue::cancel(int32_t pid) {
    std::erase_if(timers_, [&](const timer &t) { return t.pid == pid; });
}

kern_return_t process::serve(protocol::process_timer,
                             mach::rpc::call<protocol::process_timer> call) {
    const auto &request = call.request;
    const timer_left left = world_.timers.left(pid, request.timer);
    call.reply.value = left.value_ns;
    call.reply.interval = left.interval_ns;
    if (request.set == 0) return KERN_SUCCESS;
    timer wanted{.pid = pid,
                 .id = request.timer,
                 .deadline_ns = 0,
                 .interval_ns = request.interval,
                 .info = request.info};
    if (request.value != 0) {
        const uint64_t now = server::monotonic_ns();
        const auto calendar = static_cast<uint64_t>(server::realtime_ns());
        const uint64_t from = request.absolute ? (request.realtime ? calendar : now) : 0;
        wanted.deadline_ns =
            now + (request.value > from ? std::min(request.value - from, INT64_MAX - now) : 0);
    }
    world_.timers.set(wanted);
    return KERN_SUCCESS;
}

}  // namespace process_server
