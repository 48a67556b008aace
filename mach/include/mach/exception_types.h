/** \file
 * Exceptions: kinds, behaviours and codes.
 */
#ifndef MACH_EXCEPTION_TYPES_H
#define MACH_EXCEPTION_TYPES_H

#include <stdint.h>

typedef int exception_type_t;
typedef uint32_t exception_mask_t;
typedef int exception_behavior_t;
typedef int thread_state_flavor_t;
typedef int64_t mach_exception_data_type_t;

#define EXC_BAD_ACCESS 1 /* code: kern_return_t of the fault; subcode: the address */
#define EXC_BAD_INSTRUCTION 2
#define EXC_ARITHMETIC 3
#define EXC_EMULATION 4
#define EXC_SOFTWARE 5
#define EXC_BREAKPOINT 6
#define EXC_SYSCALL 7 /* code: number of a system call that nobody emulates */
#define EXC_MACH_SYSCALL 8
#define EXC_TYPES_COUNT 9 /* index 0 is no exception */

#define EXC_MASK(exception) ((exception_mask_t)1 << (exception))
#define EXC_MASK_BAD_ACCESS EXC_MASK(EXC_BAD_ACCESS)
#define EXC_MASK_BAD_INSTRUCTION EXC_MASK(EXC_BAD_INSTRUCTION)
#define EXC_MASK_ARITHMETIC EXC_MASK(EXC_ARITHMETIC)
#define EXC_MASK_EMULATION EXC_MASK(EXC_EMULATION)
#define EXC_MASK_SOFTWARE EXC_MASK(EXC_SOFTWARE)
#define EXC_MASK_BREAKPOINT EXC_MASK(EXC_BREAKPOINT)
#define EXC_MASK_SYSCALL EXC_MASK(EXC_SYSCALL)
#define EXC_MASK_MACH_SYSCALL EXC_MASK(EXC_MACH_SYSCALL)
#define EXC_MASK_ALL ((EXC_MASK(EXC_TYPES_COUNT) - 1) & ~1u)

/* Kind of message: whether it carries the thread's registers, and rights to thread and task. */
#define EXCEPTION_DEFAULT 1
#define EXCEPTION_STATE 2
#define EXCEPTION_STATE_IDENTITY 3
/** A flag of the behaviour in other Machs: codes of 64 bits. Here they always are. */
#define MACH_EXCEPTION_CODES 0

/* Codes and subcodes other than those above: <mach/machine/x86_64_exception.h>,
 * <mach/machine/aarch64_exception.h>. */

#endif
