#include <clone.hpp>

#include <algorithm>
#include <cerrno>

#include <signal_set.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

/// What a thread of the same process shares, all or nothing.
constexpr uint64_t thread_flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
constexpr uint64_t namespace_flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                     CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

/// Linux's struct clone_args as far as it is understood.
struct clone3_arguments {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};

}  // namespace

long clone(const clone_arguments &a) {
    if (a.exit_signal > signal_max || (a.flags & namespace_flags) != 0) return -EINVAL;
    if ((a.flags & (CLONE_PARENT | CLONE_THREAD)) == CLONE_PARENT) return -EINVAL;
    constexpr uint64_t detached = CLONE_DETACHED;
    if ((a.flags & CLONE_PIDFD) != 0 && (a.flags & (CLONE_THREAD | detached)) != 0) return -EINVAL;
    if ((a.flags & CLONE_PIDFD) != 0 && (a.flags & CLONE_PARENT_SETTID) != 0 &&
        a.pid_file == a.parent_tid)
        return -EINVAL;
    if ((a.flags & CLONE_THREAD) != 0)
        return (a.flags & thread_flags) == thread_flags ? create_thread(a) : -EINVAL;
    // A process that shares files or handlers with another, one that shares memory without
    // suspending it, and a brother of the caller cannot be had.
    if ((a.flags & (CLONE_FILES | CLONE_SIGHAND | CLONE_FS)) != 0) return -EINVAL;
    if ((a.flags & (CLONE_VM | CLONE_VFORK)) == CLONE_VM) return -EINVAL;
    return fork_process(a);
}

long sys_clone3(user_address arguments, uint64_t size) {
    clone3_arguments given;
    if (size < sizeof given) return -EINVAL;
    if (size > MACH_PAGE_SIZE) return -E2BIG;
    if (!get_user(given, arguments)) return -EFAULT;
    // What was added since (ids to be given, a control group) may be there, but nothing in it.
    for (uint64_t at = sizeof given; at < size;) {
        uint64_t word = 0;
        const uint64_t bytes = std::min(size - at, uint64_t{sizeof word});
        if (!copy_from_user(&word, arguments + at, bytes)) return -EFAULT;
        if (word != 0) return -E2BIG;
        at += bytes;
    }
    const bool no_signal = (given.flags & (CLONE_THREAD | CLONE_PARENT)) != 0;
    if ((given.flags & (0xff | CLONE_DETACHED)) != 0 || (no_signal && given.exit_signal != 0) ||
        (given.stack == 0) != (given.stack_size == 0))
        return -EINVAL;
    return clone({.flags = given.flags,
                  .exit_signal = given.exit_signal,
                  .stack_pointer = given.stack != 0 ? given.stack + given.stack_size : 0,
                  .thread_pointer = given.tls,
                  .parent_tid = given.parent_tid,
                  .child_tid = given.child_tid,
                  .pid_file = given.pidfd});
}

}  // namespace posix
