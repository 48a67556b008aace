/** \file
 * Eight SIMD registers for copying in the kernel, which uses none otherwise: they may hold the values of any thread, and
 * shall hold them again afterwards. CPACR_EL1 never forbids them to EL1. For assembly.
 */
#ifndef MACHINE_SIMD_H
#define MACHINE_SIMD_H

.macro lend_simd
    sub     sp, sp, #128
    stp     q0, q1, [sp]
    stp     q2, q3, [sp, #32]
    stp     q4, q5, [sp, #64]
    stp     q6, q7, [sp, #96]
.endm

.macro return_simd
    ldp     q0, q1, [sp]
    ldp     q2, q3, [sp, #32]
    ldp     q4, q5, [sp, #64]
    ldp     q6, q7, [sp, #96]
    add     sp, sp, #128
.endm

#endif
