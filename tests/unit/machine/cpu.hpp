/// \file
/// The host as an architecture: processors that are only numbers. A test runs on one at a time.
#pragma once

#include <cstdint>

#include <kern/result.hpp>

namespace machine {

struct frame;

inline constexpr unsigned max_cpus = 8;
inline constexpr uint16_t elf_machine = 62;
using cpu_mask = uint32_t;

struct cpu_local {
    frame *current_frame;
    uint64_t stack_top;
    uint32_t number;
};

/// Which processor the test plays; its `cpu_local` is what a test installs in `current_cpu`.
extern cpu_local *current_cpu;

inline cpu_local &this_cpu() { return *current_cpu; }
inline unsigned cpu_number() { return current_cpu->number; }
inline void relax() {}
void wait_for_interrupt();
void send_reschedule(unsigned cpu);
[[noreturn]] void halt_all();
[[nodiscard]] result<> start_cpu(unsigned number);
[[noreturn]] void reboot();
[[noreturn]] void power_off();

}  // namespace machine
