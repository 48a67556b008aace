/// \file
/// The generic kernel's entries, called by this architecture's code as mach/arch/README.md says.
#pragma once

#include <cstdint>

#include <mach/vm_types.h>

namespace machine {
struct frame;
}

extern "C" {
machine::frame* trap_syscall(machine::frame* from);
machine::frame* trap_page_fault(machine::frame* from, uint64_t address, vm_prot_t access);
machine::frame* trap_exception(machine::frame* from, int exception, int64_t code, int64_t subcode);
machine::frame* trap_interrupt(machine::frame* from_or_null, unsigned line);
machine::frame* trap_timer(machine::frame* from_or_null);
machine::frame* trap_reschedule(machine::frame* from_or_null);
bool trap_kernel_page_fault(uint64_t address, vm_prot_t access);
}
