// The end of a system call or an interruption: restarts, handlers, the mask that sigsuspend put
// aside.
#include <signals.hpp>

#include <cerrno>
#include <sys/syscall.h>

#include <application_time.hpp>
#include <call_trace.hpp>
#include <errno_of.hpp>
#include <machine/signal_frame.hpp>
#include <restart.hpp>

namespace posix {

namespace {

bool wants_restart(long result) {
    return result == restart_always || result == restart_whatever || result == restart_no_handler ||
           result == restart_record_set;
}

/// Makes the application execute its call again; with a restart record by restart_syscall.
void rewind(thread_block &block, long result) {
    const uint64_t number = result == restart_record_set ? SYS_restart_syscall : block.call_number;
    block.registers.restore_call(number, block.call_argument);
    block.head.kernel.return_pc -= machine::call_size;
}

/// What the interrupted call gives when a handler runs.
void resolve_restart(thread_block &block, const signal_action &action) {
    if (block.call_number == no_call || block.fresh) return;
    const auto result = static_cast<long>(block.registers.result());
    if (!wants_restart(result)) return;
    if (result == restart_whatever ||
        (result == restart_always && (action.flags & SA_RESTART) != 0))
        rewind(block, result);
    else
        block.registers.set_result(-EINTR);
    block.call_number = no_call;
}

void run_handler(thread_block &block) {
    const protocol::signal_info info = block.taken;
    block.taken.signal = 0;
    const signal_action action = signal_actions[info.signal];
    if (is_traced()) trace_signal(block, info);
    resolve_restart(block, action);
    const signal_set interrupted_mask = block.restore_mask ? block.saved_mask : block.head.blocked;
    block.restore_mask = false;
    if ((action.flags & SA_RESETHAND) != 0) {
        signal_action next = action;  // its flags and mask are still to be asked for, as on Linux
        next.handler = handler_default;
        signal_actions.set(info.signal, next);
        publish_dispositions();
    }
    if (!machine::push_signal_frame(block, info, action, interrupted_mask)) {
        // No stack to run the handler on: what Linux calls a forced SIGSEGV.
        if (info.signal == SIGSEGV || signal_actions.effect(SIGSEGV) != signal_effect::handler)
            terminate_by(SIGSEGV);
        set_mask(block, block.head.blocked & ~set_of(SIGSEGV));
        raise_here(SIGSEGV, SI_KERNEL);
        return;
    }
    signal_set mask = block.head.blocked | action.mask;
    if ((action.flags & SA_NODEFER) == 0) mask |= set_of(info.signal);
    set_mask(block, mask);
}

}  // namespace

void finish_call(thread_block &block) {
    while (block.taken.signal != 0 || block.head.kernel.interrupt_pending != 0 ||
           signals_known_pending()) {
        if (!take_signals()) break;
        run_handler(block);
    }
    if (block.call_number != no_call && !block.fresh) {
        const auto result = static_cast<long>(block.registers.result());
        if (wants_restart(result)) rewind(block, result);
    }
    block.call_number = no_call;
    if (block.restore_mask) {
        block.restore_mask = false;
        set_mask(block, block.saved_mask);
        if (signals_known_pending()) finish_call(block);
    }
}

}  // namespace posix

extern "C" void posix_interrupted(posix::thread_block *block) {
    posix::leave_application(*block);
    // Told to look, and perhaps not by a signal (another thread's hand-over): ask the server at
    // least once.
    (void)posix::take_signals();
    posix::finish_call(*block);
    posix::enter_application(*block);
}
