// Processor time used.
#include <algorithm>
#include <cerrno>

#include <sys/resource.h>
#include <sys/times.h>

#include <clock.hpp>
#include <cpu_time.hpp>
#include <errno_of.hpp>
#include <mach/client.hpp>
#include <mach/mach.h>
#include <process.hpp>
#include <syscall/calls.hpp>
#include <thread_block.hpp>
#include <threads.hpp>

namespace posix {

namespace {

constexpr uint64_t tick_ns = 10'000'000;  // USER_HZ is 100

struct timeval to_timeval(uint64_t ns) {
    const time_value t = from_ns(ns);
    return {.tv_sec = t.seconds, .tv_usec = t.nanoseconds / 1000};
}

cpu_time children_time() {
    mach::rpc::exchange<protocol::process_usage> x;
    if (x.call(self.server) != KERN_SUCCESS) return {0, 0};
    return {x.reply().children_user_time_ns, x.reply().children_system_time_ns};
}

/// The kernel counts all of a thread's time alike; what was not the application's was the system's.
cpu_time divided(uint64_t all_ns, uint64_t application_ticks) {
    const uint64_t user = std::min(all_ns, ticks_to_ns(application_ticks));
    return {user, all_ns - user};
}

/// The most memory in use at once that was seen: each call looks.
long most_resident_kib() {
    static uint64_t most = 0;
    task_account_info_data_t info{};
    mach_msg_type_number_t words = TASK_ACCOUNT_INFO_COUNT;
    (void)task_info(mach_task_self(), TASK_ACCOUNT_INFO, reinterpret_cast<task_info_t>(&info),
                    &words);
    most = std::max<uint64_t>(most, info.resident_size);
    return static_cast<long>(most / 1024);
}

}  // namespace

cpu_time process_cpu_time() {
    const auto look = [](auto flavor, auto info, mach_msg_type_number_t words) {
        (void)task_info(mach_task_self(), flavor, reinterpret_cast<task_info_t>(&info), &words);
        return info.user_time;
    };
    const auto ended_time = [&] {
        return look(TASK_ACCOUNT_INFO, task_account_info_data_t{}, TASK_ACCOUNT_INFO_COUNT);
    };
    // A thread that ends between two looks shall not be missed by both.
    uint64_t all;
    for (uint64_t ended = ended_time(), again;; ended = again) {
        all = ended +
              look(TASK_LIVE_TIMES_INFO, task_live_times_info_data_t{}, TASK_LIVE_TIMES_INFO_COUNT);
        again = ended_time();
        if (again == ended) break;
    }
    return divided(all, self.ended_application_ticks + living_application_ticks());
}

cpu_time thread_cpu_time() {
    thread_block &block = this_thread();
    if (block.thread_port == MACH_PORT_NULL) block.thread_port = mach_thread_self();
    thread_account_info_data_t info{};
    mach_msg_type_number_t words = THREAD_ACCOUNT_INFO_COUNT;
    (void)thread_info(block.thread_port, THREAD_ACCOUNT_INFO,
                      reinterpret_cast<thread_info_t>(&info), &words);
    return divided(info.user_time, block.times.application_ticks);
}

long sys_getrusage(int who, user_address usage) {
    if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN && who != RUSAGE_THREAD) return -EINVAL;
    const cpu_time used = who == RUSAGE_CHILDREN ? children_time()
                          : who == RUSAGE_THREAD ? thread_cpu_time()
                                                 : process_cpu_time();
    struct rusage out{};
    out.ru_utime = to_timeval(used.user_ns);
    out.ru_stime = to_timeval(used.system_ns);
    if (who == RUSAGE_SELF) out.ru_maxrss = most_resident_kib();
    // The kernel's structure ends before the C library's padding.
    return copy_to_user(usage, &out, 144) ? 0 : -EFAULT;
}

long sys_times(user_address buffer) {
    if (buffer != 0) {
        const cpu_time own = process_cpu_time(), children = children_time();
        const struct tms out{.tms_utime = static_cast<clock_t>(own.user_ns / tick_ns),
                             .tms_stime = static_cast<clock_t>(own.system_ns / tick_ns),
                             .tms_cutime = static_cast<clock_t>(children.user_ns / tick_ns),
                             .tms_cstime = static_cast<clock_t>(children.system_ns / tick_ns)};
        if (!put_user(buffer, out)) return -EFAULT;
    }
    return static_cast<long>(monotonic_ns() / tick_ns);
}

}  // namespace posix
