#include <timer_queue.hpp>

#include <algorithm>

#include <cpu_time.hpp>
#include <lib/clock.hpp>
#include <world.hpp>

namespace process_server {

using protocol::timer_clock;

namespace {

constexpr uint64_t never = ~uint64_t{0};
constexpr uint64_t second_ns = 1'000'000'000;
/// Processor time is looked at no more often than this, as by the tick of Debian's Linux.
constexpr uint64_t look_ns = 4'000'000;
using alarm_interface =
    mach::rpc::interface<"clock_alarm_reply", mach::interface::clock_alarm_reply>;

bool of_processor(timer_clock clock) {
    return clock != timer_clock::monotonic && clock != timer_clock::calendar;
}

}  // namespace

timer_queue::timer_queue(server::loop &loop, world &w) : port_object(loop), world_(w) {
    (void)host_get_clock_service(mach_host_self(), SYSTEM_CLOCK, &clock_);
}

mach::rpc::disposition timer_queue::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    return mach::rpc::demux<alarm_interface>(*this, in, out);
}

uint64_t timer_queue::read(const timer &t) const {
    switch (t.clock) {
    case timer_clock::monotonic: return server::monotonic_ns();
    case timer_clock::calendar: return static_cast<uint64_t>(server::realtime_ns());
    default: break;
    }
    process *p = world_.find(t.pid);
    if (p == nullptr || !p->alive()) return 0;
    if (t.clock == timer_clock::thread) {
        const thread_record *thread = p->find_thread(t.tid);
        if (thread == nullptr) return 0;
        const cpu_time used = cpu_time_of(*p, *thread);
        return used.user_ns + used.system_ns;
    }
    const cpu_time used = cpu_time_of(*p);
    return used.user_ns + (t.clock == timer_clock::user ? 0 : used.system_ns);
}

void timer_queue::schedule(timer &t, uint64_t now_ns) const {
    const uint64_t reading = read(t);
    uint64_t left = t.target_ns > reading ? t.target_ns - reading : 0;
    if (of_processor(t.clock)) {
        // All its threads may run at once.
        const process *p = world_.find(t.pid);
        const std::size_t threads =
            t.clock == timer_clock::thread || p == nullptr ? 1 : p->threads.size();
        left = std::max(left / std::max<std::size_t>(threads, 1), look_ns);
    }
    t.deadline_ns = now_ns + std::min<uint64_t>(left, INT64_MAX - now_ns);
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

/// Its time has come: signals, and begins its next period.
void timer_queue::expire(timer t, uint64_t reading) {
    if (t.interval_ns != 0) {
        // Periods that were missed are counted, not made up for.
        const uint64_t missed = (reading - t.target_ns) / t.interval_ns;
        t.info.overrun = static_cast<int32_t>(std::min<uint64_t>(missed, INT32_MAX));
        timer next = t;
        next.target_ns += (missed + 1) * t.interval_ns;
        schedule(next, server::monotonic_ns());
        insert(next);
    }
    process *p = world_.find(t.pid);
    if (p == nullptr || !valid_signal(t.info.signal)) return;
    if (t.to == 0) return p->post(t.info);
    if (thread_record *thread = p->find_thread(t.to); thread != nullptr) p->post(t.info, thread);
}

void timer_queue::serve(mach::interface::clock_alarm_reply,
                        mach::rpc::call<mach::interface::clock_alarm_reply>) {
    asked_ns_ = never;
    const uint64_t now = server::monotonic_ns();
    while (!timers_.empty() && timers_.front().deadline_ns <= now) {
        timer due = timers_.front();
        timers_.pop_front();
        const uint64_t reading = read(due);
        if (reading >= due.target_ns) {
            expire(due, reading);
        } else if (reading != 0) {
            schedule(due, now);
            insert(due);
        }
    }
    ask_clock();
}

timer_left timer_queue::left(int32_t pid, int32_t id) const {
    for (const timer &t : timers_) {
        if (t.pid != pid || t.id != id) continue;
        const uint64_t reading = read(t);
        return {t.target_ns > reading ? t.target_ns - reading : 1, t.interval_ns};
    }
    return {0, 0};
}

void timer_queue::set(timer wanted) {
    std::erase_if(timers_,
                  [&](const timer &t) { return t.pid == wanted.pid && t.id == wanted.id; });
    if (wanted.target_ns != 0) {
        schedule(wanted, server::monotonic_ns());
        insert(wanted);
    }
    ask_clock();
}

void timer_queue::cancel(int32_t pid) {
    std::erase_if(timers_, [&](const timer &t) { return t.pid == pid; });
}

void timer_queue::calendar_changed() {
    const uint64_t now = server::monotonic_ns();
    for (timer &t : timers_)
        if (t.clock == timer_clock::calendar) schedule(t, now);
    timers_.sort([](const timer &a, const timer &b) { return a.deadline_ns < b.deadline_ns; });
    ask_clock();
}

kern_return_t process::serve(protocol::process_timer,
                             mach::rpc::call<protocol::process_timer> call) {
    const auto &request = call.request;
    const timer_left left = world_.timers.left(pid, request.timer);
    call.reply.value = left.value_ns;
    call.reply.interval = left.interval_ns;
    if (request.set == 0) return KERN_SUCCESS;
    if (request.clock > static_cast<uint32_t>(timer_clock::thread)) return KERN_INVALID_ARGUMENT;
    timer wanted{.pid = pid,
                 .id = request.timer,
                 .clock = static_cast<timer_clock>(request.clock),
                 .tid = request.thread,
                 .to = request.to,
                 .deadline_ns = 0,
                 .target_ns = request.value,
                 .interval_ns = request.interval,
                 .info = request.info};
    if (request.value != 0 && request.absolute == 0) {
        // A length of time passes alike whatever becomes of the calendar.
        if (wanted.clock == timer_clock::calendar) wanted.clock = timer_clock::monotonic;
        const uint64_t now = world_.timers.read(wanted);
        wanted.target_ns = now + std::min<uint64_t>(request.value, INT64_MAX - now);
    }
    world_.timers.set(wanted);
    return KERN_SUCCESS;
}

}  // namespace process_server
