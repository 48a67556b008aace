// Traps of threads on themselves and their task.

#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_right.hpp>
#include <kern/gsync.hpp>
#include <kern/host.hpp>
#include <kern/log.hpp>
#include <kern/syscall.hpp>
#include <kern/task.hpp>
#include <kern/trap_entry.hpp>
#include <kern/user_copy.hpp>
#include <mach/traps.h>
#include <machine/switch.hpp>
#include <vm/vm_fault.hpp>
#include <vm/vm_map.hpp>

namespace {

/// Longest text of one debug_write.
constexpr std::size_t debug_text_max = 4096;

/// Where there is no entry yet, or not under that name any more.
[[gnu::noinline]] trap_outcome enter_name(ipc_space &space, ipc_port &port,
                                          mach_port_name_t &last) {
    ipc_right_transit right = ipc_right_transit::make_send(port);
    ipc_deferred after;
    lock_guard guard(space.lock);
    const auto name = ipc_right_copyout(space, right, true, after);
    if (name) last = *name;
    return trap_outcome::done(name ? *name : MACH_PORT_NULL);
}

/// One more user reference to the send right to `port` that the space had under the name `last`.
/// \return MACH_PORT_NULL: it has none there
[[gnu::always_inline]] inline mach_port_name_t same_name(ipc_space &space, const ipc_port &port,
                                                         mach_port_name_t last) {
    lock_guard guard(space.lock);
    ipc_entry *entry = space.lookup(last, ENTRY_SEND);
    if (entry == nullptr || entry->port != &port || entry->overflows(1)) return MACH_PORT_NULL;
    ++entry->urefs;
    return last;
}

/// A send right to `port` in the caller's space, one more user reference. \param last its name the
/// last time
trap_outcome name_of(thread &self, ipc_port &port, mach_port_name_t &last) {
    ipc_space &space = self.owner().space();
    const mach_port_name_t same = same_name(space, port, last);
    return same != MACH_PORT_NULL ? trap_outcome::done(same) : enter_name(space, port, last);
}

}  // namespace

trap_outcome trap_thread_self(thread &self, machine::frame &) {
    return name_of(self, self.port(), self.self_name);
}
trap_outcome trap_task_self(thread &self, machine::frame &) {
    return name_of(self, self.owner().port(), self.owner().self_name);
}
trap_outcome trap_host_self(thread &self, machine::frame &) {
    return name_of(self, *the_host().name_port, self.owner().host_name);
}

uint32_t trap_name(int number) {
    thread &self = current_thread();
    task &owner = self.owner();
    switch (number) {
    case -MACH_TRAP_thread_self: return same_name(owner.space(), self.port(), self.self_name);
    case -MACH_TRAP_task_self: return same_name(owner.space(), owner.port(), owner.self_name);
    default: return same_name(owner.space(), *the_host().name_port, owner.host_name);
    }
}

trap_outcome trap_set_emulation_block(thread &self, machine::frame &frame) {
    const uint64_t address = machine::argument<0>(frame);
    if (address % 64 != 0 || address >= MACH_VM_MAX_ADDRESS)
        return trap_outcome::done(KERN_INVALID_ARGUMENT);
    self.emulation_block = address;
    machine::set_current(self.frame, self.owner().redirection, address);
    return trap_outcome::done(KERN_SUCCESS);
}

trap_outcome trap_set_thread_tls(thread &self, machine::frame &frame) {
    const uint64_t address = machine::argument<0>(frame);
    if (address >= MACH_VM_MAX_ADDRESS) return trap_outcome::done(KERN_INVALID_ARGUMENT);
    machine::set_tls(self, address);
    return trap_outcome::done(KERN_SUCCESS);
}

/// (deallocate_address, size, clear_word*, wake): gives up the stack it ran on, then clears a
/// 32-bit word and wakes who waits for that. The page of the word is made present first: once
/// memory is gone the trap cannot be begun anew.
trap_outcome trap_thread_exit(thread &self, machine::frame &frame) {
    const uint64_t memory = machine::argument<0>(frame), size = machine::argument<1>(frame);
    const uint64_t word = machine::argument<2>(frame);
    vm_map &map = self.owner().map();
    if (word != 0) {
        const auto present = vm_fault_in(map, word, VM_PROT_WRITE);
        if (!present && present.error() == KERN_PAGE_WAIT) return trap_outcome::restart();
    }
    if (size != 0) (void)map.deallocate(memory, size);
    const uint32_t zero = 0;
    if (word != 0 && copy_out(word, &zero, sizeof zero) && machine::argument<3>(frame) != 0)
        gsync_wake_word(map, word);
    self.ast.fetch_or(AST_TERMINATE);
    return trap_outcome::leave();
}

trap_outcome trap_task_exit(thread &self, machine::frame &) {
    self.owner().terminate();
    return trap_outcome::leave();
}

trap_outcome trap_debug_write(thread &, machine::frame &frame) {
    user_address from = machine::argument<0>(frame);
    std::size_t left = machine::argument<1>(frame);
    if (left > debug_text_max) left = debug_text_max;
    char text[256];
    while (left != 0) {
        const std::size_t part = left < sizeof text ? left : sizeof text;
        if (const auto copied = copy_in(text, from, part); !copied)
            return trap_outcome::from(copied.error());
        log_write(text, part);
        from += part;
        left -= part;
    }
    return trap_outcome::done(KERN_SUCCESS);
}
