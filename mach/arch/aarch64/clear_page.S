// Clearing and copying whole pages.

#include <machine/simd.h>

    .arch_extension fp
    .arch_extension simd
    .text
    .globl machine_clear_page
// DC ZVA zeroes a block of a size that the processor tells; head.S's SCTLR does not prohibit it at EL1.
machine_clear_page:
    mrs     x1, dczid_el0
    tbnz    w1, #4, 2f
    mov     x2, #4
    and     x1, x1, #15
    lsl     x2, x2, x1
    add     x1, x0, #4096
    cmp     x2, #64
    b.ne    1f
0:  dc      zva, x0
    add     x3, x0, #64
    dc      zva, x3
    add     x3, x0, #128
    dc      zva, x3
    add     x3, x0, #192
    dc      zva, x3
    add     x0, x0, #256
    cmp     x0, x1
    b.lo    0b
    ret
1:  dc      zva, x0
    add     x0, x0, x2
    cmp     x0, x1
    b.lo    1b
    ret
2:  add     x1, x0, #4096
3:  stp     xzr, xzr, [x0], #16
    cmp     x0, x1
    b.lo    3b
    ret

    .globl machine_copy_page
// (to, from)
machine_copy_page:
    lend_simd
    add     x2, x1, #4096
1:  .rept   4
    ld1     {v0.16b, v1.16b, v2.16b, v3.16b}, [x1], #64
    st1     {v0.16b, v1.16b, v2.16b, v3.16b}, [x0], #64
    .endr
    cmp     x1, x2
    b.lo    1b
    return_simd
    ret
