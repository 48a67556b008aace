/** \file
 * Codes of exceptions that ARM64 hardware raises in user mode. The subcode is the faulting address
 * where there is one (FAR), else the program counter. The Linux signal that a POSIX layer makes of
 * each is named beside it.
 */
#ifndef MACH_MACHINE_AARCH64_EXCEPTION_H
#define MACH_MACHINE_AARCH64_EXCEPTION_H

/* EXC_BAD_ACCESS: besides the kern_return_t of a page fault (KERN_INVALID_ADDRESS: SIGSEGV
   SEGV_MAPERR; KERN_PROTECTION_FAILURE: SIGSEGV SEGV_ACCERR; KERN_MEMORY_ERROR and the like: SIGBUS
   BUS_ADRERR) */
#define EXC_ARM_DA_ALIGN 0x101 /* unaligned data access: SIGBUS BUS_ADRALN */
#define EXC_ARM_SP_ALIGN 0x103 /* stack pointer used unaligned: SIGBUS BUS_ADRALN */
#define EXC_ARM_PC_ALIGN 0x106 /* program counter unaligned: SIGBUS BUS_ADRALN */
#define EXC_ARM_EXTERNAL 0x107 /* the memory system answered with an error: SIGBUS BUS_OBJERR */

/* EXC_BAD_INSTRUCTION: SIGILL ILL_ILLOPC */
#define EXC_ARM_UNDEFINED 1 /* undefined, or not allowed in user mode */
#define EXC_ARM_SYSREG 2    /* system register access that is trapped: SIGILL ILL_ILLOPC */

/* EXC_ARITHMETIC: SIGFPE, subcode is the program counter */
#define EXC_ARM_FP_UNDEFINED 0 /* code unknown: si_code 0 */
#define EXC_ARM_FP_IO 1        /* invalid operation: FPE_FLTINV */
#define EXC_ARM_FP_DZ 2        /* division by zero: FPE_FLTDIV */
#define EXC_ARM_FP_OF 3        /* overflow: FPE_FLTOVF */
#define EXC_ARM_FP_UF 4        /* underflow: FPE_FLTUND */
#define EXC_ARM_FP_IX 5        /* inexact: FPE_FLTRES */
#define EXC_ARM_FP_ID 6        /* denormal input: FPE_FLTUND */

/* EXC_BREAKPOINT: SIGTRAP */
#define EXC_ARM_BREAKPOINT                                                                         \
    1 /* brk instruction: TRAP_BRKPT; the subcode is its address, the program counter stands on it \
       */
#define EXC_ARM_HARDWARE 2 /* hardware breakpoint or watchpoint: TRAP_HWBKPT */
#define EXC_ARM_STEP 3     /* single step: TRAP_TRACE */

#endif
