// Where a thread that becomes runnable goes, and when a processor must look at its queue.

#include <kern/load_average.hpp>
#include <kern/processor.hpp>
#include <kern/sched.hpp>
#include <kern/sched_switch.hpp>
#include <kern/thread.hpp>
#include <machine/timer.hpp>

namespace {

/// Where it ran last, for its cache contents, if that one idles or would let it preempt; else one
/// that idles. A processor that is being stopped gives its threads away: never to itself.
processor &choose(const thread &t, processor &local) {
    processor &home = t.last_processor < machine::max_cpus ? processors[t.last_processor] : local;
    const machine::cpu_mask idle = idle_processors.load(std::memory_order_relaxed);
    if (idle != 0 && !(idle >> home.number() & 1)) {
        processor &other = processors[static_cast<unsigned>(std::countr_zero(idle))];
        if (other.usable()) return other;
    }
    if (home.usable()) return home;
    return local.usable() ? local : processors[0];  // which is never stopped
}

}  // namespace

void sched_enqueue(thread &t) {
    processor &local = this_processor();
    processor &cpu = choose(t, local);
    const int priority = t.priority;
    cpu.queue->push(t, run_queue::end::tail);  // `t` may run and be gone from here on
    if (&cpu == &local) {
        if (local.current && !local.current_waits) sched_check_current(local);
        return;
    }
    // First the queue, then the look at who idles: the other processor does it the other way round.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const bool idle = idle_processors.load(std::memory_order_relaxed) >> cpu.number() & 1;
    const int running = cpu.running_priority.load(std::memory_order_relaxed);
    if (idle || running < priority ||
        (running == priority && !cpu.slicing.load(std::memory_order_relaxed)))
        machine::send_reschedule(cpu.number());
}

void sched_check() {
    processor &cpu = this_processor();
    if (cpu.current && !cpu.current_waits) sched_check_current(cpu);
}

void sched_tick(uint64_t now) {
    processor &cpu = this_processor();
    if (now < cpu.slice_end) return;
    const uint64_t slice = now - cpu.slice_end + sched_quantum;  // it may have come to more
    cpu.queued_time.store(
        cpu.queued_time.load(std::memory_order_relaxed) + cpu.queue->size() * slice,
        std::memory_order_relaxed);
    cpu.slice_end = timer_queue::none;
    cpu.slice_over = true;
    (void)machine_load();
    if (cpu.current) cpu.current->ast.fetch_or(AST_PREEMPT, std::memory_order_relaxed);
}

void sched_give_way() {
    processor &cpu = this_processor();
    cpu.slice_over = true;
    cpu.current->ast.fetch_or(AST_PREEMPT, std::memory_order_relaxed);
}

namespace {
trap_outcome depression_over(thread &) { return trap_outcome::leave(); }
}  // namespace

// As a wait that others cannot end: what continues it cancels the timer.
void sched_depress(thread &self, uint64_t deadline) {
    self.priority = 0;
    self.wait.resume = depression_over;
    if (deadline != no_deadline) self.wait_timer.arm(deadline);
}

void sched_end_depression(thread &t) {
    if (t.priority == t.base_priority || !run_queue::remove(t)) return;
    t.priority = t.base_priority;
    sched_enqueue(t);
}

void sched_notice(thread &t) {
    if (!t.on_processor.load()) return;  // it comes by sched_exit before it sees user mode
    const unsigned number = t.last_processor;
    if (number < machine::max_cpus && number != this_processor().number())
        machine::send_reschedule(number);
}
