// Scheduling policies and priorities of threads, which the process server keeps.
#include <cerrno>

#include <clock.hpp>
#include <errno_of.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <syscall/calls.hpp>
#include <thread_block.hpp>

namespace posix {

namespace {

constexpr uint32_t policy_other = 0, policy_fifo = 1, policy_round_robin = 2, policy_batch = 3,
                   policy_idle = 5;
constexpr uint32_t reset_on_fork = 0x40000000;
/// The kernel's turn, see docs/scheduling.md.
constexpr uint64_t turn_ns = 10'000'000;

/// \return 0 or -errno; what the thread has then is in `now`.
long exchange_scheduling(int tid, protocol::process_scheduling_request request,
                         protocol::process_scheduling_reply &now) {
    if (tid < 0) return -EINVAL;
    mach::rpc::exchange<protocol::process_scheduling> x;
    request.tid = tid != 0 ? tid : this_thread().tid;
    x.request() = request;
    const kern_return_t kr = x.call(self.server);
    if (kr == KERN_SUCCESS) now = x.reply();
    return errno_of(kr);
}

long priority_bound(uint32_t policy, long real_time) {
    switch (policy) {
    case policy_fifo:
    case policy_round_robin: return real_time;
    case policy_other:
    case policy_batch:
    case policy_idle: return 0;
    default: return -EINVAL;
    }
}

long set_scheduling(int tid, bool keep_policy, uint32_t policy, user_address parameters) {
    int32_t priority;
    if (parameters == 0) return -EINVAL;
    if (!get_user(priority, parameters)) return -EFAULT;
    protocol::process_scheduling_reply now;
    return exchange_scheduling(tid,
                               {.tid = 0,
                                .set = 1,
                                .keep_policy = keep_policy,
                                .policy = policy & ~reset_on_fork,
                                .priority = priority,
                                .reset_on_fork = (policy & reset_on_fork) != 0},
                               now);
}

}  // namespace

long sys_sched_setscheduler(int tid, uint32_t policy, user_address parameters) {
    return set_scheduling(tid, false, policy, parameters);
}

long sys_sched_setparam(int tid, user_address parameters) {
    return set_scheduling(tid, true, 0, parameters);
}

long sys_sched_getscheduler(int tid) {
    protocol::process_scheduling_reply now;
    if (const long error = exchange_scheduling(tid, {}, now); error != 0) return error;
    return static_cast<long>(now.policy | (now.reset_on_fork != 0 ? reset_on_fork : 0));
}

long sys_sched_getparam(int tid, user_address parameters) {
    protocol::process_scheduling_reply now;
    if (parameters == 0) return -EINVAL;
    if (const long error = exchange_scheduling(tid, {}, now); error != 0) return error;
    return put_user(parameters, now.priority) ? 0 : -EFAULT;
}

long sys_sched_rr_get_interval(int tid, user_address interval) {
    protocol::process_scheduling_reply now;
    if (const long error = exchange_scheduling(tid, {}, now); error != 0) return error;
    return put_user(interval, from_ns(now.policy == policy_fifo ? 0 : turn_ns)) ? 0 : -EFAULT;
}

long sys_sched_get_priority_max(uint32_t policy) { return priority_bound(policy, 99); }
long sys_sched_get_priority_min(uint32_t policy) { return priority_bound(policy, 1); }

}  // namespace posix
