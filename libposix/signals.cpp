#include <signals.hpp>

#include <atomic>

#include <call.hpp>
#include <clock.hpp>
#include <errno_of.hpp>
#include <lock.hpp>
#include <mach/mach_traps.h>
#include <signal_file.hpp>
#include <threads.hpp>
#include <timers.hpp>

namespace posix {

namespace {

/// What the server last said is pending for the process as a whole. Its answers may be seen out of
/// order by several threads.
struct {
    lock mutex;
    uint64_t sequence;
    signal_set pending;
} shared;

void note_pending(thread_block &block, const protocol::process_signal_take_reply &reply) {
    locked hold(shared.mutex);
    block.pending = reply.thread_pending;
    if (reply.sequence < shared.sequence) return;
    shared.sequence = reply.sequence;
    shared.pending = reply.process_pending;
}

/// A pending signal that this thread blocks may be another's: passes the interruption on.
void hand_over(thread_block &block) {
    std::atomic_thread_fence(std::memory_order_seq_cst);  // see set_mask
    const signal_set left = shared.pending & (block.head.blocked & ~block.waited_for);
    if (left != 0 && self.threads > 1) interrupt_thread_accepting(left);
}

void stop_by(int signal) {
    mach::rpc::exchange<protocol::process_stop> x;
    x.request().signal = signal;
    (void)x.call(self.server);
}

}  // namespace

void terminate_by(int signal) { end_process(signal); }

bool take_one(signal_set wanted, protocol::signal_info &info) {
    thread_block &block = this_thread();
    nested_call nested;
    mach::rpc::exchange<protocol::process_signal_take> x;
    x.request().tid = block.tid;
    x.request().wanted = wanted;
    if (x.call(self.server) != KERN_SUCCESS) return false;
    note_pending(block, x.reply());
    const signal_set left = x.reply().thread_pending | x.reply().process_pending;
    info = x.reply().info;
    if (info.code == SI_TIMER) note_overrun(info.timer, info.overrun);
    note_signal_files(left);
    return valid_signal(info.signal);
}

signal_set pending_signals() {
    protocol::signal_info none;
    (void)take_one(0, none);
    return this_thread().pending | shared.pending;
}

bool signals_known_pending() {
    const thread_block &block = this_thread();
    return ((block.pending | shared.pending) & ~block.head.blocked) != 0;
}

bool take_signals() {
    thread_block &block = this_thread();
    while (block.taken.signal == 0) {
        // Cleared before asking: what comes after the answer sets it again.
        block.head.kernel.interrupt_pending = 0;
        protocol::signal_info info;
        if (!take_one(~block.head.blocked, info)) break;
        signal_effect effect = signal_actions.effect(info.signal);
        // The first process only gets what it has a handler for, besides what it causes itself.
        if (self.pid == 1 && effect != signal_effect::handler && info.error == 0)
            effect = signal_effect::ignore;
        switch (effect) {
        case signal_effect::ignore: break;
        case signal_effect::handler: block.taken = info; break;
        case signal_effect::stop: {
            nested_call nested;
            stop_by(info.signal);
            break;
        }
        case signal_effect::terminate: terminate_by(info.signal);
        }
    }
    hand_over(block);
    return block.taken.signal != 0;
}

bool signal_arrived() {
    const thread_block &block = this_thread();
    // An interrupted wait without the word set is the rest of an interruption that has been dealt
    // with.
    return block.taken.signal != 0 || (block.head.kernel.interrupt_pending != 0 && take_signals());
}

void set_mask(thread_block &block, signal_set mask) {
    block.head.blocked = mask & ~never_blocked;
    // Against hand_over of another thread: it sees this mask, or this thread what it noted.
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

bool wait_for_signal(uint64_t deadline_ns) {
    thread_block &block = this_thread();
    for (;;) {
        if (block.head.kernel.interrupt_pending != 0) return true;
        uint64_t timeout = 0;
        if (deadline_ns != ~uint64_t{0}) {
            const uint64_t now = monotonic_ns();
            if (now >= deadline_ns) return false;
            timeout = deadline_ns - now;
        }
        const kern_return_t kr =
            gsync_wait_trap(mach_task_self(), reinterpret_cast<uint64_t>(&block.idle), 0, 0,
                            timeout, timeout != 0 ? GSYNC_TIMED : 0);
        if (kr == KERN_ABORTED && block.head.kernel.interrupt_pending != 0) return true;
    }
}

void raise_here(int signal, int code) {
    mach::rpc::exchange<protocol::process_kill> x;
    x.request() = {.pid = self.pid,
                   .tid = this_thread().tid,
                   .info = {.signal = signal,
                            .code = code,
                            .pid = self.pid,
                            .uid = self.credentials.ruid,
                            .status = 0,
                            .error = 0,
                            .value = 0,
                            .timer = 0,
                            .overrun = 0}};
    (void)x.call(self.server);
}

void publish_dispositions() {
    mach::rpc::exchange<protocol::process_signal_disposition> x;
    x.request() = {.ignored = signal_actions.ignored(),
                   .children_discard = signal_actions.children_discard(),
                   .no_child_stop = (signal_actions[SIGCHLD].flags & SA_NOCLDSTOP) != 0};
    (void)x.call(self.server);
}

void forget_pending() {
    shared.mutex.reset();
    shared.pending = 0;
    shared.sequence = 0;
    this_thread().pending = 0;
    this_thread().taken.signal = 0;
}

}  // namespace posix
