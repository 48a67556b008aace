// Who runs next, and the way back to user mode.

#include <kern/sched.hpp>

#include <kern/ast.hpp>
#include <kern/load_average.hpp>
#include <kern/long_work.hpp>
#include <kern/processor.hpp>
#include <kern/sched_switch.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <machine/timer.hpp>
#include <vm/pmap.hpp>
#include <vm/vm_fault.hpp>

namespace {

/// Takes a thread from another processor's queue.
thread *steal(processor &cpu) {
    for (unsigned i = 1; i < machine::max_cpus; ++i) {
        processor &other = processors[(cpu.number() + i) % machine::max_cpus];
        if (other.state.load(std::memory_order_acquire) != processor::state::running) continue;
        if (thread *t = other.queue->try_steal()) return t;
    }
    return nullptr;
}

/// Lets pending interrupts be served, without sleeping.
void let_interrupts_in(processor &cpu) {
    machine::send_reschedule(cpu.number());
    machine::wait_for_interrupt();
}

/// processor_exit: gives the threads queued here to others, for as long as the processor is
/// stopped.
void stay_stopped(processor &cpu) {
    auto expected = processor::state::stopping;
    cpu.state.compare_exchange_strong(expected, processor::state::stopped);
    while (cpu.state.load(std::memory_order_acquire) == processor::state::stopped) {
        if (cpu.handoff) sched_enqueue(*std::exchange(cpu.handoff, nullptr));
        while (thread *t = cpu.queue->pop()) {
            sched_enqueue(*t);
            long_work(300);
        }
        if (kernel_work_pending())
            kernel_work_step();
        else
            machine::wait_for_interrupt();
    }
}

/// Waits until there is a thread to run. Kernel work is done meanwhile.
thread &idle(processor &cpu) {
    const machine::cpu_mask bit = machine::cpu_mask{1} << cpu.number();
    cpu.running_priority.store(-1, std::memory_order_relaxed);
    cpu.note_idle(true);
    (void)machine_load();
    pmap::deactivate();
    thread *next = nullptr;
    for (;;) {
        if (!cpu.usable()) [[unlikely]] {
            idle_processors.fetch_and(~bit);
            stay_stopped(cpu);
        }
        if (kernel_work_pending() && kernel_work_step()) let_interrupts_in(cpu);
        // First the bit, then the look: whoever enqueues does it the other way round and signals
        // when it sees the bit.
        idle_processors.fetch_or(bit);
        next = cpu.handoff ? std::exchange(cpu.handoff, nullptr) : cpu.queue->pop();
        if (!next) next = steal(cpu);
        if (next) break;
        if (!kernel_work_pending()) machine::wait_for_interrupt();
    }
    idle_processors.fetch_and(~bit);
    cpu.note_idle(false);
    (void)machine_load();
    return *next;
}

/// The next thread; the processor has none at the moment. A thread from the queue gets a slice of
/// its own; one that the last handed the processor to goes on with the last one's.
[[gnu::always_inline]] inline thread &pick(processor &cpu) {
    if (cpu.handoff) return *std::exchange(cpu.handoff, nullptr);
    cpu.slice_end = timer_queue::none;
    cpu.slicing.store(false, std::memory_order_relaxed);
    if (!cpu.usable()) [[unlikely]]
        return idle(cpu);
    if (thread *t = cpu.queue->pop()) return *t;
    if (thread *t = steal(cpu)) return *t;
    return idle(cpu);
}

/// Does the current thread, which could go on, have to let another run?
bool must_yield(processor &cpu) {
    if (cpu.handoff || !cpu.usable()) return true;
    return cpu.queue->from(cpu.current->priority) > (cpu.slice_over ? 0 : 1);
}

/// Another thread takes the place of the current one, which stays runnable.
[[gnu::always_inline]] inline void preempt(processor &cpu) {
    thread &t = *cpu.current;
    if (!cpu.usable()) [[unlikely]] {
        sched_leave(cpu, t);
        return sched_enqueue(t);
    }
    const auto end = cpu.slice_over ? run_queue::end::tail : run_queue::end::head;
    bool handed = cpu.handoff != nullptr;
    if (handed && cpu.slice_over) {  // what it hands over has been used up
        cpu.queue->push(*std::exchange(cpu.handoff, nullptr), run_queue::end::tail);
        handed = false;
    }
    sched_leave(cpu, t);
    if (handed) {
        cpu.queue->push(t, end);
        return;
    }
    cpu.slice_end = timer_queue::none;
    cpu.handoff = cpu.queue->exchange(t, end);  // if there is none, pick finds `t` again
}

/// Runs what the thread left to do when it began its wait.
[[gnu::always_inline]] inline trap_outcome continue_wait(thread &t) {
    const continuation resume = t.wait.resume;
    sched_end_wait(t);
    return resume(t);
}

/// The page is there, or never will be: the trap finds out when it is executed again.
trap_outcome page_settled(thread &) { return trap_outcome::leave(); }

/// Stores an outcome; `restart` may turn into a wait for the page.
[[gnu::always_inline]] inline void store_outcome(thread &self, trap_outcome outcome) {
    if (outcome.what == trap_outcome::kind::blocked) return;
    const bool replaced = (self.ast.load(std::memory_order_relaxed) & AST_REPLACED) != 0;
    if (outcome.what == trap_outcome::kind::restart) {
        if (!replaced) machine::rewind_syscall(self.frame);
        outcome = vm_fault_wait(self, self.page_wait.address, self.page_wait.access, page_settled);
    }
    if (outcome.what == trap_outcome::kind::done && !replaced)
        machine::set_return(self.frame, outcome.value);
    if (replaced && outcome.what != trap_outcome::kind::blocked) (void)self.take_replaced();
}

/// sched_depress, when nobody else wants the processor or something comes first that may wait.
void end_depression(thread &self) {
    if (!self.wait.resume) return;
    self.priority = self.base_priority;
    store_outcome(self, continue_wait(self));
}

}  // namespace

machine::frame *sched_exit() {
    processor &cpu = this_processor();
    for (;;) {
        if (cpu.current && !cpu.current_waits) {
            thread &self = *cpu.current;
            const uint32_t pending = self.ast.load(std::memory_order_relaxed) & ast_exit_mask;
            if (!pending && !cpu.handoff) [[likely]]
                return &self.frame;
            if (pending & ~uint32_t{AST_PREEMPT}) {
                end_depression(self);
                ast_serve(self);  // it may wait or be gone now
                continue;
            }
            self.ast.fetch_and(~uint32_t{AST_PREEMPT}, std::memory_order_relaxed);
            if (!must_yield(cpu)) {
                end_depression(self);
                continue;
            }
            preempt(cpu);
        } else if (cpu.current) {
            sched_leave(cpu, *cpu.current);
        }
        thread &next = pick(cpu);
        sched_dispatch(cpu, next);
        if (cpu.queue->from(next.priority) != 0) [[unlikely]]
            sched_check_current(cpu);
        if (next.wait.resume) store_outcome(next, continue_wait(next));
    }
}

machine::frame *sched_finish(thread &self, trap_outcome outcome) {
    if (outcome.what == trap_outcome::kind::done) return sched_finish_inline(self, outcome);
    store_outcome(self, outcome);
    return sched_exit();
}

void sched_drop_current() {
    processor &cpu = this_processor();
    cpu.current->on_processor.store(false, std::memory_order_release);
    cpu.fp_owner = nullptr;
    cpu.current = nullptr;
    cpu.current_waits = false;
    cpu.slice_over = false;
    pmap::deactivate();
}
