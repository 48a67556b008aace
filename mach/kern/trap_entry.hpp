/// \file
/// Generic trap entries, called by the architecture's entry code on the processor's kernel stack
/// with interrupts off. Each returns the frame to resume in user mode. A null frame says that the
/// processor was idling; then null is returned.
#pragma once

#include <cstdint>

#include <mach/vm_types.h>
#include <machine/thread_state.hpp>

extern "C" {
/// The system calls of the current thread. These two keep no register: entry code has saved them.
[[clang::preserve_none]] machine::frame *trap_syscall();
/// thread_self, task_self and host_self (their numbers) without leaving the entry code, which has
/// saved hardly a register: \return the name, with one more user reference, or MACH_PORT_NULL when
/// trap_syscall has to do it.
[[clang::preserve_most]] uint32_t trap_name(int number);
/// mach_msg, ipc/mach_msg_fast.hpp.
[[clang::preserve_none]] machine::frame *trap_message();
/// From user mode.
machine::frame *trap_page_fault(machine::frame *frame, uint64_t address, vm_prot_t access);
/// EXC_*, from user mode.
machine::frame *trap_exception(machine::frame *frame, int exception, int64_t code, int64_t subcode);
/// The first use of FP registers in a turn, where machine::enter_fp leaves them disabled.
machine::frame *trap_fp(machine::frame *frame);
machine::frame *trap_interrupt(machine::frame *frame, unsigned line);
machine::frame *trap_timer(machine::frame *frame);
machine::frame *trap_reschedule(machine::frame *frame);
/// Inside a user copy. \return whether to try again.
bool trap_kernel_page_fault(uint64_t address, vm_prot_t access);
}
