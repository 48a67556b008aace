#include <machine/switch.hpp>

#include <kern/assert.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <mach/vm_types.h>
#include <machine/cpu.hpp>
#include <machine/msr.hpp>

#include "descriptors.hpp"

namespace machine {
namespace {

bool is_user(uint64_t address) { return address < MACH_VM_MAX_ADDRESS; }

/// Caches what entry code needs to redirect system calls; no value in it can make that code touch the kernel's memory.
void cache_emulation(cpu_local& cpu, const thread& t) {
    const mach_emulation_t& emulation = t.owner().emulation;
    const bool usable = emulation.syscall_entry != 0 && t.emulation_block != 0 && is_user(emulation.syscall_entry) &&
                        is_user(t.emulation_block);
    cpu.emulation_entry = emulation.syscall_entry;
    cpu.emulation_block = t.emulation_block;
    // Without bounds every call is redirected; a program counter behind SYSCALL is below 2^47.
    cpu.emulation_limit = !usable ? 0 : emulation.image_end > emulation.image_start ? emulation.image_start : ~uint64_t{0};
}

}  // namespace

void set_current(frame& f) {
    const thread& t = current_thread();
    assert(&f == &t.frame);
    cpu_local& cpu = this_cpu();
    cpu.current_frame = &f;
    set_interrupt_frame(cpu.number, f);
    cache_emulation(cpu, t);
    write_msr(MSR_FS_BASE, f.fs_base);
    write_msr(MSR_KERNEL_GS_BASE, is_user(t.emulation_block) ? t.emulation_block : 0);
}

}  // namespace machine
