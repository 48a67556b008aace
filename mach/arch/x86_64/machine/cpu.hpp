/// \file
/// Processors: identity, waiting, signals between them, start and stop.
#pragma once

#include <atomic>
#include <cstdint>

#include <kern/result.hpp>

namespace machine {

struct frame;

/// Intel SDM 3A 8.7
struct [[gnu::packed]] task_state {
    uint32_t reserved0;
    uint64_t rsp0;  ///< where the processor pushes on an interrupt from user mode: the end of a
                    ///< frame's trap part
    uint64_t rsp1, rsp2, reserved1;
    uint64_t ist[7];
    uint64_t reserved2;
    uint16_t reserved3, io_map;
};
static_assert(sizeof(task_state) == 104);

inline constexpr unsigned max_cpus = 8;
/// e_machine of the programs that run here (EM_X86_64).
inline constexpr uint16_t elf_machine = 62;
/// CPU_TYPE_* of <mach/host_info.h>.
inline constexpr uint32_t mach_cpu_type = 0x01000007;
/// A set of processors, by number.
using cpu_mask = uint32_t;

/// What entry code and current-processor look-ups need; kernel GS base points to it. The first
/// member of `processor`.
struct cpu_local {
    frame
        *current_frame;  ///< the thread whose user mode this processor left last or will enter next
    uint64_t stack_top;  ///< kernel stack, 16 KiB
    uint64_t scratch;    ///< entry code's: user rsp while there is no other place for it
    uint64_t emulation_entry;  ///< for the redirect of system calls; always user addresses
    uint64_t emulation_block;
    uint64_t emulation_limit;  ///< calls from below this address are redirected; 0: none
    cpu_local *self;
    uint32_t number;          ///< 0 is the boot processor
    uint32_t hardware_id;     ///< local APIC id
    task_state *tss;          ///< says where interrupts from user mode save registers
    uint64_t timer_deadline;  ///< ns, for deadlines further away than the timer can count; ~0: none
    std::atomic<cpu_mask> tlb_requests;  ///< processors that want something flushed here
};

inline cpu_local &this_cpu() {
    cpu_local *local;
    asm("movq %%gs:48, %0" : "=r"(local));
    return *local;
}
inline unsigned cpu_number() {
    unsigned number;
    asm("movl %%gs:56, %0" : "=r"(number));
    return number;
}

/// Serves what other processors want of this one while it spins.
void serve_tlb_requests();

/// Inside a spin loop. Serves TLB shoot-downs, since their initiator waits for us, maybe with the
/// lock that we wait for.
inline void relax() {
    asm volatile("pause" ::: "memory");
    if (this_cpu().tlb_requests.load(std::memory_order_relaxed)) [[unlikely]]
        serve_tlb_requests();
}

/// Sleeps until an interrupt comes and serves what is pending: trap_timer, trap_reschedule,
/// trap_interrupt with a null frame.
inline void wait_for_interrupt() { asm volatile("sti; hlt; cli" ::: "memory"); }
/// Makes processor `cpu` call trap_reschedule soon.
void send_reschedule(unsigned cpu);
/// Stops the other processors, wherever they are, and this one for good.
[[noreturn]] void halt_all();
/// Starts processor `number` of boot.cpu_hardware_ids; it calls processor_start(number).
/// KERN_INVALID_ARGUMENT, KERN_FAILURE when it does not answer.
[[nodiscard]] result<> start_cpu(unsigned number);
[[noreturn]] void reboot();
[[noreturn]] void power_off();

}  // namespace machine
