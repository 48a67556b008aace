/// \file
/// Segment descriptors and interrupt gates. Intel SDM 3A 3.4.5, 6.14.
#pragma once

#include <cstdint>

#include <machine/cpu.hpp>

namespace machine {

/// Gates, and the legacy controller's silence. Once, before any exception is to be told.
void init_interrupt_table();
/// Loads the calling processor's tables. \param critical_stack top of the stack for NMI, double
/// fault and machine check; 0 early in boot. Sets cpu_local::tss, leaves GS base as it was.
void load_descriptors(unsigned number, uint64_t critical_stack);

}  // namespace machine
