/** \file
 * Four SIMD registers for copying in the kernel, which uses none otherwise: they may hold the values of any thread, and
 * shall hold them again afterwards. CPACR_EL1 never forbids them to EL1. For assembly.
 */
#ifndef MACHINE_SIMD_H
#define MACHINE_SIMD_H

.macro lend_simd
    sub     sp, sp, #64
    st1     {v0.16b, v1.16b, v2.16b, v3.16b}, [sp]
.endm

.macro return_simd
    ld1     {v0.16b, v1.16b, v2.16b, v3.16b}, [sp], #64
.endm

#endif
