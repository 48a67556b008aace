// Faults, exceptions and interrupts: from the architecture's entry code to who serves them.

#include <ipc/ipc_trace.hpp>
#include <kern/device_interrupt.hpp>
#include <kern/exception.hpp>
#include <kern/kernel_work.hpp>
#include <kern/processor.hpp>
#include <kern/sched.hpp>
#include <kern/task.hpp>
#include <kern/trap_entry.hpp>
#include <machine/switch.hpp>
#include <machine/timer.hpp>
#include <vm/vm_fault.hpp>
#include <vm/vm_map.hpp>

namespace {

/// Timers that one interrupt fires; further ones that are due interrupt again at once.
constexpr unsigned timers_per_tick = 64;

trap_outcome try_again(thread &) { return trap_outcome::leave(); }

/// HOST_LATENCY_INFO: the interrupt has waited for the kernel to let it in.
void note_delay(processor &cpu, uint64_t now) {
    const uint64_t delay = now - cpu.tick_due;
    if (now > cpu.tick_due && delay > cpu.longest_delay.load(std::memory_order_relaxed))
        cpu.longest_delay.store(delay, std::memory_order_relaxed);
}

/// Back to user mode, or to the idle loop. Work that was left while threads were busy is noticed
/// here.
machine::frame *finish_interrupt(machine::frame *frame) {
    processor &cpu = this_processor();
    cpu.interrupts.store(cpu.interrupts.load(std::memory_order_relaxed) + 1,
                         std::memory_order_relaxed);
    if (!frame) return nullptr;
    if (kernel_work_pending()) current_thread().ast.fetch_or(AST_WORK, std::memory_order_relaxed);
    return sched_exit();
}

}  // namespace

machine::frame *trap_page_fault(machine::frame *, uint64_t address, vm_prot_t access) {
    thread &self = current_thread();
    vm_map &map = self.owner().map();
    const fault_outcome fault = vm_fault(map, address, access);
    switch (fault.what) {
    case fault_outcome::kind::resolved: return sched_finish(self, trap_outcome::leave());
    case fault_outcome::kind::wait:
        return sched_finish(self, vm_fault_wait(self, address, access, try_again));
    case fault_outcome::kind::failed: break;
    }
    return sched_finish(
        self, exception_raise(self, EXC_BAD_ACCESS, fault.code, static_cast<int64_t>(address)));
}

bool trap_kernel_page_fault(uint64_t address, vm_prot_t access) {
    if (this_processor().faults_off) return false;
    thread &self = current_thread();
    const fault_outcome fault = vm_fault(self.owner().map(), address, access);
    if (fault.what == fault_outcome::kind::wait) self.page_wait = {address, access, nullptr, {}};
    return fault.what == fault_outcome::kind::resolved;
}

machine::frame *trap_exception(machine::frame *, int exception, int64_t code, int64_t subcode) {
    thread &self = current_thread();
    return sched_finish(self, exception_raise(self, exception, code, subcode));
}

machine::frame *trap_fp(machine::frame *frame) {
    processor &cpu = this_processor();
    thread &self = *cpu.current;
    machine::use_fp(self.fp, cpu.fp_owner == &self);
    cpu.fp_owner = &self;
    return frame;
}

machine::frame *trap_interrupt(machine::frame *frame, unsigned line) {
    device_interrupt_taken(line);
    return finish_interrupt(frame);
}

machine::frame *trap_timer(machine::frame *frame) {
    processor &cpu = this_processor();
    const uint64_t now = machine::now();
    if (cpu.tick != timer_queue::none) note_delay(cpu, now);
    cpu.tick = timer_queue::none;
    const uint64_t next = cpu.timers->advance(now, timers_per_tick);
    sched_tick(now);
    const uint64_t wanted = next < cpu.slice_end ? next : cpu.slice_end;
    if (wanted != timer_queue::none)
        cpu.want_tick(wanted);
    else
        machine::cancel_deadline();
    return finish_interrupt(frame);
}

machine::frame *trap_reschedule(machine::frame *frame) {
    ipc_trace_drop_spare();
    if (frame) sched_check();
    return finish_interrupt(frame);
}
