/** \file
 * What exception messages carry on x86-64. Except for page faults the code is the processor's
 * vector number (Intel SDM 3A 6.15; XNU's EXC_I386_GPFLT and so on have the same values) and the
 * subcode its error code.
 *
 *     exception             code                               subcode
 *     EXC_BAD_ACCESS        KERN_INVALID_ADDRESS,              the address
 *                           KERN_PROTECTION_FAILURE,
 *                           KERN_MEMORY_ERROR
 *     EXC_BAD_ACCESS        EXC_X86_64_NOSEG, _STKFLT,         the error code
 *                           _GPFLT, _ALIGN
 *     EXC_ARITHMETIC        EXC_X86_64_DIV, _INTO, _EXTERR,    _SSEEXTERR: MXCSR, _EXTERR: x87
 * status and _SSEEXTERR                         control word (status << 16 | control)
 *     EXC_BAD_INSTRUCTION   EXC_X86_64_INVOP, _NOEXT           0
 *     EXC_BREAKPOINT        EXC_X86_64_SGL, _BPT               0
 */
#ifndef MACH_MACHINE_X86_64_EXCEPTION_H
#define MACH_MACHINE_X86_64_EXCEPTION_H

#define EXC_X86_64_DIV 0
#define EXC_X86_64_SGL 1
#define EXC_X86_64_BPT 3
#define EXC_X86_64_INTO 4
#define EXC_X86_64_BOUND 5
#define EXC_X86_64_INVOP 6
#define EXC_X86_64_NOEXT 7
#define EXC_X86_64_NOSEG 11
#define EXC_X86_64_STKFLT 12
#define EXC_X86_64_GPFLT 13
#define EXC_X86_64_EXTERR 16
#define EXC_X86_64_ALIGN 17
#define EXC_X86_64_SSEEXTERR 19

#endif
