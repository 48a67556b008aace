#include <machine/switch.hpp>

#include <kern/assert.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <machine/cpu.hpp>
#include <machine/msr.hpp>

#include "descriptors.hpp"

namespace machine {
namespace {

/// Makes any number a user address: what it names may not exist, but it is not the kernel's.
constexpr uint64_t as_user(uint64_t address) { return address & ((uint64_t{1} << 47) - 1); }

/// Calls from below this are redirected. Without bounds every call is: a program counter behind
/// SYSCALL is below 2^47.
uint64_t redirect_limit(const mach_emulation_t &emulation) {
    return emulation.image_end > emulation.image_start ? emulation.image_start : ~uint64_t{0};
}

}  // namespace

void set_current(frame &f) {
    const thread &t = current_thread();
    assert(&f == &t.frame);
    const mach_emulation_t &emulation = t.owner().emulation;
    const uint64_t entry = as_user(emulation.syscall_entry), block = as_user(t.emulation_block);
    cpu_local &cpu = this_cpu();
    cpu.current_frame = &f;
    cpu.tss->rsp0 = reinterpret_cast<uint64_t>(&f) + FRAME_TRAP_SIZE;
    cpu.emulation_entry = entry;
    cpu.emulation_block = block;
    cpu.emulation_limit = entry != 0 && block != 0 ? redirect_limit(emulation) : 0;
    write_msr(MSR_FS_BASE, f.fs_base);
    write_msr(MSR_KERNEL_GS_BASE, block);
}

}  // namespace machine
