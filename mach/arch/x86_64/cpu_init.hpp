/// \file
/// Bringing one processor into the state the kernel runs in.
#pragma once

#include <cstdint>

namespace machine {

/// First of all on a processor: this_cpu() works.
void init_cpu_local(unsigned number);
/// Control registers, SYSCALL and tables. \param critical_stack see load_descriptors.
void init_cpu(unsigned number, uint64_t critical_stack);
/// Turns the instructions recorded by machine/patch.h into NOPs where the processor lacks them.
/// Before text is read-only.
void patch_instructions();

}  // namespace machine
