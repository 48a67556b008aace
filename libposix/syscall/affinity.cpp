// Which processors a thread runs on: all of them.
#include <cerrno>

#include <mach/mach.h>
#include <syscall/calls.hpp>
#include <system_info.hpp>

namespace posix {

long sys_sched_yield() {
    (void)swtch();
    return 0;
}

long sys_sched_getaffinity(int, uint32_t size, user_address mask) {
    if (size < 8 || (size & 7) != 0) return -EINVAL;
    const uint64_t all = (uint64_t{1} << processor_count()) - 1;
    return put_user(mask, all) ? 8 : -EFAULT;
}

/// Threads run on any processor, and nothing else can be had.
long sys_sched_setaffinity(int, uint32_t size, user_address mask) {
    uint64_t wanted = 0;
    if (!copy_from_user(&wanted, mask, size < 8 ? size : 8)) return -EFAULT;
    const uint64_t all = (uint64_t{1} << processor_count()) - 1;
    return (wanted & all) == all ? 0 : -EINVAL;
}

long sys_getcpu(user_address cpu, user_address node) {
    if (cpu != 0 && !put_user(cpu, uint32_t{0})) return -EFAULT;
    return node == 0 || put_user(node, uint32_t{0}) ? 0 : -EFAULT;
}

}  // namespace posix
