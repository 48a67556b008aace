/// \file
#include <machine/switch.hpp>

#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <machine/cpu.hpp>

namespace machine {

void set_current(frame &f) {
    const thread &t = current_thread();  // whose frame this is
    this_cpu().current_frame = &f;
    const mach_emulation_t &emulation = t.owner().emulation;
    f.emulation_entry = emulation.syscall_entry;
    f.emulation_block = t.emulation_block;
    f.emulation_limit =
        f.emulation_entry != 0 && f.emulation_block != 0 ? emulation.image_start : 0;
    asm volatile("msr tpidr_el0, %0; msr tpidrro_el0, %1" ::"r"(f.tls), "r"(f.emulation_block));
}

}  // namespace machine
