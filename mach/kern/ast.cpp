#include <kern/ast.hpp>

#include <kern/kernel_work.hpp>
#include <kern/processor.hpp>
#include <kern/sched.hpp>
#include <kern/task.hpp>
#include <kern/user_copy.hpp>
#include <machine/emulation.hpp>
#include <vm/vm_fault.hpp>

namespace {

trap_outcome go_on(thread &) { return trap_outcome::leave(); }

void clear(thread &self, uint32_t bits) { self.ast.fetch_and(~bits, std::memory_order_relaxed); }

/// A piece of kernel work, and an interrupt that comes as soon as user mode is reached for the next
/// one.
void work(thread &self) {
    clear(self, AST_WORK);
    if (kernel_work_step()) machine::send_reschedule(this_processor().number());
}

void stop(thread &self) {
    lock_guard guard(self.lock);
    if (self.suspend_count == 0 && self.owner().suspend_count.load() == 0)
        return clear(self, AST_SUSPEND);
    wait_begin(self, wait_kind::suspended, go_on, nullptr, false);
}

/// Enters the emulation library, or leaves word there. KERN_PAGE_WAIT.
result<> interrupt(thread &self) {
    const mach_emulation_t &emulation = self.owner().emulation;
    if (self.emulation_block == 0 || emulation.interrupt_entry == 0) return {};
    const uint64_t pc = machine::pc(self.frame);
    if (pc < emulation.image_start || pc >= emulation.image_end)
        return machine::enter_emulation(self.frame, self.emulation_block,
                                        emulation.interrupt_entry);
    const uint32_t pending = 1;
    TRY(copy_out(self.emulation_block + offsetof(mach_emulation_block_t, interrupt_pending),
                 &pending, sizeof pending));
    if (pc >= emulation.exit_start && pc < emulation.exit_end)
        machine::set_pc(self.frame, emulation.exit_start);
    self.ast.fetch_or(AST_INTERRUPTED, std::memory_order_relaxed);
    return {};
}

void serve_interrupt(thread &self) {
    // Cleared first: a further interrupt that comes during this one sets it again.
    clear(self, AST_INTERRUPT);
    const auto done = interrupt(self);
    if (done || done.error() != KERN_PAGE_WAIT)
        return;  // a block that is not memory is the library's own loss
    self.ast.fetch_or(AST_INTERRUPT, std::memory_order_relaxed);
    (void)vm_fault_wait(self, self.page_wait.address, self.page_wait.access, go_on);
}

}  // namespace

void ast_serve(thread &self) {
    const uint32_t pending = self.ast.load();
    if (pending & AST_TERMINATE) return thread::end_self();
    if (pending & AST_ABORT)
        clear(self, AST_ABORT);  // before it could end the wait that AST_SUSPEND begins
    if (pending & AST_WORK) return work(self);
    if (pending & AST_SUSPEND) return stop(self);
    if (pending & AST_INTERRUPT) serve_interrupt(self);
}
