// Which function serves which trap.

#include <kern/syscall.hpp>

#include <array>

#include <kern/exception.hpp>
#include <kern/sched_switch.hpp>
#include <kern/task.hpp>
#include <kern/trap_entry.hpp>
#include <kern/user_copy.hpp>
#include <mach/traps.h>
#include <machine/emulation.hpp>

namespace {

constexpr auto make_table() {
    std::array<trap_function, MACH_TRAP_LAST + 1> table{};
#define ENTRY(name) table[MACH_TRAP_##name] = trap_##name
    ENTRY(vm_allocate);
    ENTRY(vm_deallocate);
    ENTRY(vm_protect);
    ENTRY(vm_map);
    ENTRY(port_allocate);
    ENTRY(port_deallocate);
    ENTRY(port_mod_refs);
    ENTRY(port_move_member);
    ENTRY(port_insert_right);
    ENTRY(port_insert_member);
    ENTRY(port_extract_member);
    ENTRY(reply_port);
    ENTRY(thread_self);
    ENTRY(task_self);
    ENTRY(host_self);
    ENTRY(msg);
    ENTRY(msg_overwrite);
    ENTRY(semaphore_signal);
    ENTRY(semaphore_signal_all);
    ENTRY(semaphore_signal_thread);
    ENTRY(semaphore_wait);
    ENTRY(semaphore_wait_signal);
    ENTRY(semaphore_timedwait);
    ENTRY(gsync_wait);
    ENTRY(gsync_wake);
    ENTRY(gsync_requeue);
    ENTRY(set_emulation_block);
    ENTRY(thread_exit);
    ENTRY(task_exit);
    ENTRY(debug_write);
    ENTRY(set_thread_tls);
    ENTRY(swtch_pri);
    ENTRY(swtch);
    ENTRY(thread_switch);
    ENTRY(clock_sleep);
    ENTRY(timebase_info);
    ENTRY(wait_until);
#undef ENTRY
    return table;
}

constexpr auto traps = make_table();

/// A system call of an emulated system: into the library, or an exception.
trap_outcome redirect(thread &self, int64_t number) {
    const mach_emulation_t &emulation = self.owner().emulation;
    const uint64_t pc = machine::pc(self.frame);
    const bool inside = pc >= emulation.image_start && pc < emulation.image_end;
    if (emulation.syscall_entry == 0 || self.emulation_block == 0 || inside)
        return exception_raise(self, EXC_SYSCALL, number, 0);
    const auto entered =
        machine::enter_emulation(self.frame, self.emulation_block, emulation.syscall_entry);
    if (entered) return trap_outcome::leave();
    if (entered.error() == KERN_PAGE_WAIT) return trap_outcome::restart();
    return exception_raise(self, EXC_BAD_ACCESS, entered.error(),
                           static_cast<int64_t>(self.emulation_block));
}

}  // namespace

machine::frame *trap_syscall() {
    thread &self = current_thread();
    const int64_t number = machine::syscall_number(self.frame);
    if (number >= 0) return sched_finish(self, redirect(self, number));
    const uint64_t index = -static_cast<uint64_t>(number);
    if (index >= traps.size() || !traps[index]) [[unlikely]]
        return sched_finish(self, trap_outcome::done(KERN_NOT_SUPPORTED));
    return sched_finish_inline(self, traps[index](self, self.frame));
}
