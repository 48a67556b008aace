/// \file
/// Leaving one thread and entering another, inline for those who count instructions: the scheduler,
/// and the hand-over of a message.
#pragma once

#include <kern/processor.hpp>
#include <kern/sched.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <machine/switch.hpp>
#include <vm/pmap.hpp>
#include <vm/vm_map.hpp>

/// Takes `t`, the current thread, off the processor. From then on, unless it is enqueued here
/// later, it may run elsewhere or be gone. \param handed another is dispatched next, at once
[[gnu::always_inline]] inline void sched_leave(processor &cpu, thread &t, bool handed = false) {
    machine::leave_current(t.frame);
    machine::leave_fp(t.fp);
    t.add_run_time(cpu.account());
    if (!handed) cpu.current = nullptr;
    cpu.current_waits = false;
    cpu.slice_over = false;
    t.on_processor.store(false, std::memory_order_release);  // pairs with sched_dispatch
}

/// Makes `t`, which is runnable and in no queue, the current thread.
[[gnu::always_inline]] inline void sched_dispatch(processor &cpu, thread &t) {
    while (
        t.on_processor.load(std::memory_order_relaxed))  // its last processor is still leaving it
        machine::relax();
    t.on_processor.store(true, std::memory_order_relaxed);
    // Whoever sets an AST looks at on_processor next; we look at the ASTs below. Pairs with
    // sched_notice, and, for what its last processor has left, with sched_leave.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const bool owner_here = cpu.fp_owner == &t;
    if (machine::enter_fp(t.fp, owner_here && t.last_processor == cpu.number()))
        cpu.fp_owner = &t;
    else if (owner_here) [[unlikely]]
        cpu.fp_owner = nullptr;
    t.last_processor = static_cast<uint8_t>(cpu.number());
    const uint8_t priority = t.base_priority;
    t.priority = priority;
    cpu.current = &t;
    cpu.running_priority.store(static_cast<int8_t>(priority), std::memory_order_relaxed);
    cpu.switches.store(cpu.switches.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    task &owner = t.owner();
    owner.map().physical_map().activate(cpu.space, cpu.number());
    machine::set_current(t.frame, owner.redirection, t.emulation_block);
    if (cpu.has_work) [[unlikely]]
        t.ast.fetch_or(AST_WORK, std::memory_order_relaxed);
}

/// sched_check, on this processor, whose current thread does not wait.
[[gnu::always_inline]] inline void sched_check_current(processor &cpu) {
    thread &current = *cpu.current;
    const uint32_t queued = cpu.queue->from(current.priority);
    if (queued > 1 || !cpu.usable()) [[unlikely]]
        current.ast.fetch_or(AST_PREEMPT, std::memory_order_relaxed);
    if (queued != 1) return cpu.slicing.store(false, std::memory_order_relaxed);
    if (cpu.slice_end == timer_queue::none) {
        cpu.slice_end = machine::now() + sched_quantum;
        if (cpu.slice_end < cpu.tick) cpu.want_tick(cpu.slice_end);
    }
    cpu.slicing.store(true, std::memory_order_relaxed);
}

/// sched_finish, for its frequent callers.
[[gnu::always_inline]] inline machine::frame *sched_finish_inline(thread &self,
                                                                  trap_outcome outcome) {
    if (outcome.what != trap_outcome::kind::done) return sched_finish(self, outcome);
    machine::set_return(self.frame, outcome.value);
    processor &cpu = this_processor();
    if (cpu.current_waits || cpu.handoff ||
        (self.ast.load(std::memory_order_relaxed) & ast_exit_mask) != 0)
        return sched_exit();
    return &self.frame;
}

/// A thread that has been dispatched waits no more.
[[gnu::always_inline]] inline void sched_end_wait(thread &t) {
    if (!t.wait_timer.idle()) t.wait_timer.cancel();
    t.wait.resume = nullptr;
    t.wait.kind = wait_kind::none;
    t.wait.status.store(thread_wait::state::running, std::memory_order_relaxed);
}
