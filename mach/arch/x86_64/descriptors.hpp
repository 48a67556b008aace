/// \file
/// Segment descriptors, task state segment and interrupt gates. Intel SDM 3A 3.4.5, 6.14, 8.7.
#pragma once

#include <cstdint>

#include <machine/cpu.hpp>

namespace machine {

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

/// Gates, and the legacy controller's silence. Once, before any exception is to be told.
void init_interrupt_table();
/// Loads the calling processor's tables. \param critical_stack top of the stack for NMI, double
/// fault and machine check; 0 early in boot. Sets cpu_local::tss, leaves GS base as it was.
void load_descriptors(unsigned number, uint64_t critical_stack);

}  // namespace machine
