/// \file
/// Processors: identity, waiting, signals between them, start and stop.
#pragma once

#include <cstdint>

#include <kern/result.hpp>

namespace machine {

struct frame;

inline constexpr unsigned max_cpus = 8;
/// e_machine of the programs that run here (EM_AARCH64).
inline constexpr uint16_t elf_machine = 183;
/// CPU_TYPE_* of <mach/host_info.h>.
inline constexpr uint32_t mach_cpu_type = 0x0100000c;
/// A set of processors, by number.
using cpu_mask = uint32_t;

/// What entry code and current-processor look-ups need; TPIDR_EL1 points to it. The first member of
/// `processor`.
struct cpu_local {
    /// Registers of the thread whose user mode this processor left last or will enter next. While
    /// the processor is in user mode SP_EL1 points to it too, so that entry code has a place to
    /// save registers to before it has any register.
    frame *current_frame;
    uint64_t stack_top;    ///< kernel stack, 16 KiB
    uint64_t scratch;      ///< entry code's, for faults in the kernel
    uint32_t number;       ///< 0 is the boot processor
    uint64_t hardware_id;  ///< affinity bits of MPIDR_EL1
};

inline cpu_local &this_cpu() {
    cpu_local *local;
    asm("mrs %0, tpidr_el1" : "=r"(local));
    return *local;
}
inline unsigned cpu_number() { return this_cpu().number; }

/// Inside a spin loop. TLB shoot-downs are broadcast by hardware, so there is nothing to serve.
inline void relax() { asm volatile("yield" ::: "memory"); }

/// Sleeps until an interrupt comes and serves what is pending: trap_timer, trap_reschedule,
/// trap_interrupt with a null frame.
void wait_for_interrupt();
/// Makes processor `cpu` call trap_reschedule soon.
void send_reschedule(unsigned cpu);
/// Stops the other processors as soon as they leave the kernel, and this one for good.
[[noreturn]] void halt_all();
/// Starts processor `number` of boot.cpu_hardware_ids; it calls processor_start(number).
/// KERN_INVALID_ARGUMENT, KERN_FAILURE when the firmware refuses.
[[nodiscard]] result<> start_cpu(unsigned number);
[[noreturn]] void reboot();
[[noreturn]] void power_off();

}  // namespace machine
