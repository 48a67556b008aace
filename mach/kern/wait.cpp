#include <kern/wait.hpp>

#include <kern/processor.hpp>
#include <kern/sched.hpp>
#include <kern/thread.hpp>

namespace {

/// What ends a wait before it has begun.
bool abort_pending(const thread &t, bool interruptible) {
    const uint32_t ast =
        t.ast.load();  // sequentially consistent, against the status just stored; see wait_abort
    if (ast == 0) [[likely]]
        return false;
    if (ast & (AST_TERMINATE | AST_ABORT)) return true;
    return interruptible && (ast & (AST_INTERRUPT | AST_INTERRUPTED));
}

}  // namespace

void wait_begin(thread &self, wait_kind kind, continuation resume, void *object, bool interruptible,
                uint64_t deadline) {
    processor &cpu = this_processor();
    assert(cpu.current == &self && !cpu.current_waits);
    thread_wait &wait = self.wait;
    wait.kind = kind;
    wait.resume = resume;
    wait.object = object;
    cpu.current_waits = true;
    // What stands above is ordered before any claim.
    wait.status.store(interruptible ? thread_wait::state::waiting_interruptibly
                                    : thread_wait::state::waiting);
    if (deadline != no_deadline) self.wait_timer.arm(deadline);
    if (abort_pending(self, interruptible)) [[unlikely]]
        wait_begun(self, interruptible);
}

void wait_begun(thread &self, bool interruptible) {
    if (abort_pending(self, interruptible) && wait_claim(self)) {
        self.ast.fetch_and(~uint32_t{AST_INTERRUPTED}, std::memory_order_relaxed);
        wait_wake(self, KERN_ABORTED);
    }
}

bool wait_claim(thread &t) { return t.wait.claim(); }

void wait_wake(thread &t, kern_return_t result) {
    assert(t.wait.status.load(std::memory_order_relaxed) == thread_wait::state::claimed);
    t.wait.result = result;
    sched_enqueue(t);
}

void thread_handoff(thread &t, kern_return_t result) {
    assert(t.wait.status.load(std::memory_order_relaxed) == thread_wait::state::claimed);
    t.wait.result = result;
    processor &cpu = this_processor();
    if (cpu.handoff)  // one trap wakes two threads: the first keeps the processor
        return sched_enqueue(t);
    cpu.handoff = &t;
}

void wait_expired(timer &t) {
    thread &waiter = thread::of_wait_timer(t);
    if (wait_claim(waiter)) return wait_wake(waiter, KERN_OPERATION_TIMED_OUT);
    sched_end_depression(waiter);
}

void wait_abort(thread &t, bool interruptible_only) {
    // The caller has set its AST bit, in sequential consistency with `status`: either the thread
    // sees the bit in wait_begin or the claim succeeds here. The state itself says whether an
    // interrupt may, so that it is never another wait's that ends.
    auto expected = thread_wait::state::waiting_interruptibly;
    const bool claimed = interruptible_only ? t.wait.status.compare_exchange_strong(
                                                  expected, thread_wait::state::claimed)
                                            : wait_claim(t);
    if (claimed) wait_wake(t, KERN_ABORTED);
}
