// Copies from and to user memory. A data abort on a user address between copy_user_begin and copy_user_end ends the copy at
// copy_user_fault (.fixups, exception.cpp); the code there and here uses no stack and only registers that a call may change.
//
// Many bytes go through SIMD registers, 64 with one instruction; whosever values these hold come back afterwards. What is behind the last
// full step is copied with another that overlaps it, less than a step by halves of it.
//
// No register but x0 to x6 is changed, as <machine/copy_user.hpp> says of machine_copy_unchecked.

#include <machine/pan.h>
#include <machine/simd.h>

    .arch_extension fp
    .arch_extension simd
    .text
    .globl machine_copy_from_user, machine_copy_to_user, machine_copy_unchecked

// Fails unless [\address, \address + x2) lies below 2^47. Clobbers x3, x4.
    .macro check_user address
    adds    x3, \address, x2
    b.cs    copy_user_refused
    orr     x4, x3, \address
    lsr     x4, x4, #47
    cbnz    x4, copy_user_refused
    .endm

// (to, from, size)
machine_copy_from_user:
    check_user x1
    b       machine_copy_unchecked
machine_copy_to_user:
    check_user x0
machine_copy_unchecked:
    pan_site PAN_OFF_INSTRUCTION
    subs    x2, x2, #64
    b.lo    copy_user_begin
    lend_simd
copy_many_begin:
    ld1     {v0.16b, v1.16b, v2.16b, v3.16b}, [x1], #64
    st1     {v0.16b, v1.16b, v2.16b, v3.16b}, [x0], #64
    subs    x2, x2, #64
    b.hs    copy_many_begin
    cmn     x2, #64
    b.eq    copy_many_end
    add     x1, x1, x2
    add     x0, x0, x2
    ld1     {v0.16b, v1.16b, v2.16b, v3.16b}, [x1]
    st1     {v0.16b, v1.16b, v2.16b, v3.16b}, [x0]
copy_many_end:
    return_simd
    b       copied

copy_user_begin:
    tbz     x2, #5, 1f
    ldp     x3, x4, [x1, #16]
    ldp     x5, x6, [x1], #32
    stp     x3, x4, [x0, #16]
    stp     x5, x6, [x0], #32
1:  tbz     x2, #4, 2f
    ldp     x3, x4, [x1], #16
    stp     x3, x4, [x0], #16
2:  tbz     x2, #3, 3f
    ldr     x3, [x1], #8
    str     x3, [x0], #8
3:  tbz     x2, #2, 4f
    ldr     w3, [x1], #4
    str     w3, [x0], #4
4:  ands    x2, x2, #3
    b.eq    copied
5:  ldrb    w3, [x1], #1
    strb    w3, [x0], #1
    subs    x2, x2, #1
    b.ne    5b
copy_user_end:
copied:
    pan_site PAN_ON_INSTRUCTION
    mov     x0, #0
    ret

copy_many_fault:
    return_simd
copy_user_fault:
    pan_site PAN_ON_INSTRUCTION
copy_user_refused:
    mov     x0, #1
    ret

    .pushsection .fixups, "a"
    .long   copy_user_begin - ., copy_user_end - ., copy_user_fault - .
    .long   copy_many_begin - ., copy_many_end - ., copy_many_fault - .
    .popsection
