/// \file
#include <machine/switch.hpp>

#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <machine/cpu.hpp>

namespace machine {

void set_current(frame& f) {
    // The frame is a thread's first member: that is the contract of thread.hpp.
    const auto& t = reinterpret_cast<const thread&>(f);
    this_cpu().current_frame = &f;
    f.emulation_entry = t.owner().emulation.syscall_entry;
    f.emulation_block = t.emulation_block;
    asm volatile("msr tpidr_el0, %0; msr tpidrro_el0, %1" ::"r"(f.tls), "r"(f.emulation_block));
}

}  // namespace machine
