#include <cerrno>

#include <errno_of.hpp>
#include <mach/mach.h>
#include <syscall/calls.hpp>
#include <system_info.hpp>

namespace posix {

namespace {
constexpr uint32_t policy_other = 0, policy_fifo = 1, policy_round_robin = 2, policy_batch = 3,
                   policy_idle = 5;
}

long sys_sched_yield() {
    (void)swtch();
    return 0;
}

long sys_sched_getaffinity(int, uint32_t size, user_address mask) {
    if (size < 8 || (size & 7) != 0) return -EINVAL;
    const uint64_t all = (uint64_t{1} << processor_count()) - 1;
    return put_user(mask, all) ? 8 : -EFAULT;
}

/// Threads run on any processor; a mask that includes one of them is as good as granted.
long sys_sched_setaffinity(int, uint32_t size, user_address mask) {
    uint64_t wanted = 0;
    if (!copy_from_user(&wanted, mask, size < 8 ? size : 8)) return -EFAULT;
    return (wanted & ((uint64_t{1} << processor_count()) - 1)) != 0 ? 0 : -EINVAL;
}

long sys_sched_getscheduler(int pid) { return pid < 0 ? -EINVAL : policy_other; }
long sys_sched_getparam(int pid, user_address parameters) {
    if (pid < 0) return -EINVAL;
    return put_user(parameters, int32_t{0}) ? 0 : -EFAULT;
}

namespace {
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
}  // namespace

long sys_sched_get_priority_max(uint32_t policy) { return priority_bound(policy, 99); }
long sys_sched_get_priority_min(uint32_t policy) { return priority_bound(policy, 1); }

long sys_getcpu(user_address cpu, user_address node) {
    if (cpu != 0 && !put_user(cpu, uint32_t{0})) return -EFAULT;
    return node == 0 || put_user(node, uint32_t{0}) ? 0 : -EFAULT;
}

}  // namespace posix
