// Copies from and to user memory. A data abort on a user address between copy_user_begin and copy_user_end ends the copy at
// copy_user_fault (.fixups, exception.cpp); the code there and here uses no stack and only registers that a call may change.
//
// Many bytes go through SIMD registers, 32 at a time; whosever values these hold come back afterwards.
//
// The bytes behind the last full step are copied first, overlapping it, so that there is no loop over single bytes above eight.

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
    b       copy_user_begin
machine_copy_to_user:
    check_user x0
machine_copy_unchecked:
copy_user_begin:
    pan_site PAN_OFF_INSTRUCTION
    cmp     x2, #16
    b.lo    5f
    add     x3, x1, x2
    add     x4, x0, x2
    ldp     x5, x6, [x3, #-16]
    stp     x5, x6, [x4, #-16]
    cmp     x2, #64
    b.ls    2f
    cmp     x2, #256
    b.hs    copy_many
1:  ldp     x5, x6, [x1]
    ldp     x7, x8, [x1, #16]
    ldp     x9, x10, [x1, #32]
    ldp     x11, x12, [x1, #48]
    add     x1, x1, #64
    stp     x5, x6, [x0]
    stp     x7, x8, [x0, #16]
    stp     x9, x10, [x0, #32]
    stp     x11, x12, [x0, #48]
    add     x0, x0, #64
    sub     x2, x2, #64
    cmp     x2, #64
    b.hi    1b
2:  // 1 to 64 bytes, the last 16 of them copied
    subs    x2, x2, #16
    b.ls    4f
3:  ldp     x5, x6, [x1], #16
    stp     x5, x6, [x0], #16
    subs    x2, x2, #16
    b.hi    3b
4:  pan_site PAN_ON_INSTRUCTION
    mov     x0, #0
    ret
5:  tbz     x2, #3, 6f                  // 8 to 15
    add     x3, x1, x2
    add     x4, x0, x2
    ldr     x5, [x3, #-8]
    ldr     x6, [x1]
    str     x5, [x4, #-8]
    str     x6, [x0]
    b       4b
6:  tbz     x2, #2, 7f                  // 4 to 7
    add     x3, x1, x2
    add     x4, x0, x2
    ldr     w5, [x3, #-4]
    ldr     w6, [x1]
    str     w5, [x4, #-4]
    str     w6, [x0]
    b       4b
7:  cbz     x2, 4b
8:  ldrb    w5, [x1], #1
    strb    w5, [x0], #1
    subs    x2, x2, #1
    b.ne    8b
    b       4b
copy_user_end:

copy_user_fault:
    pan_site PAN_ON_INSTRUCTION
copy_user_refused:
    mov     x0, #1
    ret

copy_many:
    lend_simd
copy_many_begin:
    ldp     q0, q1, [x1]
    ldp     q2, q3, [x1, #32]
    ldp     q4, q5, [x1, #64]
    ldp     q6, q7, [x1, #96]
    add     x1, x1, #128
    stp     q0, q1, [x0]
    stp     q2, q3, [x0, #32]
    stp     q4, q5, [x0, #64]
    stp     q6, q7, [x0, #96]
    add     x0, x0, #128
    sub     x2, x2, #128
    cmp     x2, #128
    b.hs    copy_many_begin
copy_many_end:
    return_simd
    cmp     x2, #64
    b.hi    1b
    b       2b

copy_many_fault:
    return_simd
    b       copy_user_fault

    .pushsection .fixups, "a"
    .long   copy_user_begin - ., copy_user_end - ., copy_user_fault - .
    .long   copy_many_begin - ., copy_many_end - ., copy_many_fault - .
    .popsection
