#include <limits.hpp>
#include <mach/mach_traps.h>
#include <process.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {
constexpr uint64_t page_mask = 4095;
constexpr uint64_t round_up(uint64_t address) { return (address + page_mask) & ~page_mask; }
lock break_lock;
}  // namespace

long sys_brk(uint64_t end) {
    locked hold(break_lock);
    const uint64_t mapped = round_up(self.break_end), wanted = round_up(end);
    if (end < self.break_begin || end >= protocol::posix_area_begin)
        return static_cast<long>(self.break_end);
    if (wanted > mapped) {
        if (!memory_allowed(wanted - mapped, true)) return static_cast<long>(self.break_end);
        mach_vm_address_t address = mapped;
        if (mach_vm_map_trap(mach_task_self(), &address, wanted - mapped, 0, VM_FLAGS_FIXED,
                             VM_PROT_DEFAULT) != KERN_SUCCESS)
            return static_cast<long>(self.break_end);
    } else if (wanted < mapped) {
        (void)mach_vm_deallocate(mach_task_self(), wanted, mapped - wanted);
    }
    self.break_end = end;
    return static_cast<long>(end);
}

}  // namespace posix
