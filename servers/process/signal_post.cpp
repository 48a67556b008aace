// Sending signals. What is pending is kept here; mask, dispositions and handlers are the library's,
// which is interrupted and asks.
#include <csignal>

#include <world.hpp>

namespace process_server {

namespace {
constexpr signal_bits stop_signals = bit(SIGSTOP) | bit(SIGTSTP) | bit(SIGTTIN) | bit(SIGTTOU);
}

/// The mask in a thread's block: its own memory, only believed about itself.
signal_bits process::blocked(const thread_record &thread) const {
    signal_bits mask = 0;
    mach_vm_size_t size = 0;
    if (mach_vm_read_overwrite(task, thread.block + offsetof(protocol::posix_block_head, blocked),
                               sizeof mask, reinterpret_cast<mach_vm_address_t>(&mask),
                               &size) != KERN_SUCCESS)
        return 0;
    return mask;
}

/// An ignored signal is dropped when it comes, unless it is blocked: then somebody may wait for it
/// (sigwait).
bool process::dropped(const protocol::signal_info &info) {
    if ((ignored & bit(info.signal)) == 0) return false;
    return threads.empty() || (blocked(threads.front()) & bit(info.signal)) == 0;
}

/// The effects that come with sending already. \return whether the signal is done with.
bool process::stop_or_continue(const protocol::signal_info &info) {
    if (info.signal == SIGCONT) {
        signals.discard(stop_signals);
        for (thread_record &thread : threads) thread.signals.discard(stop_signals);
        resume();
    } else if ((bit(info.signal) & stop_signals) != 0) {
        signals.discard(bit(SIGCONT));
        for (thread_record &thread : threads) thread.signals.discard(bit(SIGCONT));
    }
    if (info.signal == SIGSTOP) {
        stop(SIGSTOP);
        return true;
    }
    return false;
}

void process::post(const protocol::signal_info &info, thread_record *to) {
    if (!alive() || !valid_signal(info.signal)) return;
    if (pid == 1 && (info.signal == SIGKILL || info.signal == SIGSTOP)) return;
    if (info.signal == SIGKILL) return end(SIGKILL);
    if (stop_or_continue(info) || dropped(info)) return;
    signal_queue &queue = to != nullptr ? to->signals : signals;
    (void)queue.add(info);
    // Told even if it was pending already: the library may have been told before it could see it.
    const thread_record *target = to != nullptr ? to : threads.empty() ? nullptr : &threads.front();
    if (target != nullptr) (void)thread_interrupt(target->port);
}

void process::post_fault(const protocol::signal_info &info, thread_record &to) {
    const signal_bits mask = bit(info.signal);
    if ((ignored & mask) != 0 || (blocked(to) & mask) != 0) return end(info.signal);
    (void)to.signals.add(info);
    (void)thread_interrupt(to.port);
}

}  // namespace process_server
