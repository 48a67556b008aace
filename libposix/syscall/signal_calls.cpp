// Dispositions, masks, alternate stacks.
#include <cerrno>
#include <csignal>

#include <errno_of.hpp>
#include <lock.hpp>
#include <machine/signal_frame.hpp>
#include <signal_info.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

lock action_lock;
constexpr uint64_t minimum_stack = 2048;

/// Linux's stack_t.
struct linux_stack {
    uint64_t base;
    int32_t flags, padding;
    uint64_t size;
};

}  // namespace

long sys_rt_sigaction(int signal, user_address action, user_address old, uint64_t size) {
    if (size != sizeof(signal_set) || !valid_signal(signal)) return -EINVAL;
    signal_action wanted{};
    if (action != 0) {
        if (!get_user(wanted, action)) return -EFAULT;
        if (contains(never_blocked, signal)) return -EINVAL;
        wanted.mask &= ~never_blocked;
    }
    signal_action previous;
    {
        locked hold(action_lock);
        previous = signal_actions[signal];
        if (action != 0) {
            const bool was_ignored = signal_actions.effect(signal) == signal_effect::ignore;
            signal_actions.set(signal, wanted);
            const bool is_ignored = signal_actions.effect(signal) == signal_effect::ignore;
            constexpr uint64_t child_flags = SA_NOCLDWAIT | SA_NOCLDSTOP;
            const bool children_differ =
                signal == SIGCHLD &&
                (((wanted.flags ^ previous.flags) & child_flags) != 0 ||
                 (wanted.handler == handler_ignore) != (previous.handler == handler_ignore));
            if (was_ignored != is_ignored || children_differ) publish_dispositions();
        }
    }
    return old == 0 || put_user(old, previous) ? 0 : -EFAULT;
}

long sys_rt_sigprocmask(int how, user_address set, user_address old, uint64_t size) {
    if (size != sizeof(signal_set)) return -EINVAL;
    thread_block &block = this_thread();
    const signal_set previous = block.head.blocked;
    if (set != 0) {
        signal_set wanted;
        if (!get_user(wanted, set)) return -EFAULT;
        switch (how) {
        case SIG_BLOCK: set_mask(block, previous | wanted); break;
        case SIG_UNBLOCK: set_mask(block, previous & ~wanted); break;
        case SIG_SETMASK: set_mask(block, wanted); break;
        default: return -EINVAL;
        }
    }
    return old == 0 || put_user(old, previous) ? 0 : -EFAULT;
}

long sys_rt_sigpending(user_address set, uint64_t size) {
    if (size > sizeof(signal_set)) return -EINVAL;
    const signal_set pending = pending_signals() & this_thread().head.blocked;
    return copy_to_user(set, &pending, size) ? 0 : -EFAULT;
}

long sys_rt_sigreturn() {
    thread_block &block = this_thread();
    block.fresh = true;
    block.call_number = no_call;
    if (!machine::pop_signal_frame(block)) terminate_by(SIGSEGV);
    return static_cast<long>(block.registers.result());
}

long sys_sigaltstack(user_address stack, user_address old) {
    thread_block &block = this_thread();
    const bool in_use = on_alternate_stack(block) && block.alternate.size != 0;
    const linux_stack previous{.base = block.alternate.base,
                               .flags = in_use ? SS_ONSTACK : block.alternate.flags,
                               .padding = 0,
                               .size = block.alternate.size};
    if (stack != 0) {
        linux_stack wanted;
        if (!get_user(wanted, stack)) return -EFAULT;
        if (in_use) return -EPERM;
        const int kind = wanted.flags & static_cast<int>(~(1u << 31));
        if (kind != 0 && kind != SS_DISABLE && kind != SS_ONSTACK) return -EINVAL;
        if (kind == SS_DISABLE) {
            block.alternate = {.base = 0, .size = 0, .flags = SS_DISABLE};
        } else {
            if (wanted.size < minimum_stack) return -ENOMEM;
            block.alternate = {.base = wanted.base, .size = wanted.size, .flags = 0};
        }
    }
    return old == 0 || put_user(old, previous) ? 0 : -EFAULT;
}

}  // namespace posix
