/* Access to the application's memory (user_copy.hpp). A fault between posix_copy_begin and posix_copy_end is sent on to posix_copy_fault
 * by the process server, with every other register as it was; so these keep nothing on the stack. */

    .section .text.user_copy, "ax", %progbits
    .globl posix_copy_begin
posix_copy_begin:

/* long posix_copy(void *to, const void *from, size_t size): 0, or not 0 after a fault. */
    .globl posix_copy
    .type posix_copy, %function
posix_copy:
    subs x2, x2, #128
    b.lo 7f
6:  ldp x3, x4, [x1, #0]
    ldp x5, x6, [x1, #16]
    ldp x7, x8, [x1, #32]
    ldp x9, x10, [x1, #48]
    stp x3, x4, [x0, #0]
    stp x5, x6, [x0, #16]
    stp x7, x8, [x0, #32]
    stp x9, x10, [x0, #48]
    ldp x3, x4, [x1, #64]
    ldp x5, x6, [x1, #80]
    ldp x7, x8, [x1, #96]
    ldp x9, x10, [x1, #112]
    stp x3, x4, [x0, #64]
    stp x5, x6, [x0, #80]
    stp x7, x8, [x0, #96]
    stp x9, x10, [x0, #112]
    add x1, x1, #128
    add x0, x0, #128
    subs x2, x2, #128
    b.hs 6b
7:  add x2, x2, #128
    subs x2, x2, #32
    b.lo 2f
1:  ldp x3, x4, [x1], #16
    ldp x5, x6, [x1], #16
    stp x3, x4, [x0], #16
    stp x5, x6, [x0], #16
    subs x2, x2, #32
    b.hs 1b
2:  adds x2, x2, #32
    b.eq 5f
    tst x2, #24
    b.eq 4f
3:  ldr x3, [x1], #8
    str x3, [x0], #8
    sub x2, x2, #8
    cmp x2, #8
    b.hs 3b
    cbz x2, 5f
4:  tbz x2, #2, 8f
    ldr w3, [x1], #4
    str w3, [x0], #4
    subs x2, x2, #4
    b.eq 5f
8:  ldrb w3, [x1], #1
    strb w3, [x0], #1
    subs x2, x2, #1
    b.ne 8b
5:  mov x0, #0
    ret
    .size posix_copy, . - posix_copy

/* long posix_copy_string(char *to, const char *from, size_t limit): its length without the zero, `limit` if there is none in that
 * many bytes, negative after a fault. */
    .globl posix_copy_string
    .type posix_copy_string, %function
posix_copy_string:
    mov x3, #0
1:  cmp x3, x2
    b.eq 2f
    ldrb w4, [x1, x3]
    strb w4, [x0, x3]
    cbz w4, 2f
    add x3, x3, #1
    b 1b
2:  mov x0, x3
    ret
    .size posix_copy_string, . - posix_copy_string

/* long posix_zero(void *to, size_t size) */
    .globl posix_zero
    .type posix_zero, %function
posix_zero:
    subs x1, x1, #8
    b.lo 2f
1:  str xzr, [x0], #8
    subs x1, x1, #8
    b.hs 1b
2:  adds x1, x1, #8
    b.eq 4f
3:  strb wzr, [x0], #1
    subs x1, x1, #1
    b.ne 3b
4:  mov x0, #0
    ret
    .size posix_zero, . - posix_zero

/* long posix_exchange(uint32_t *word, uint32_t expected, uint32_t desired, uint32_t *found): an atomic compare and exchange. */
    .globl posix_exchange
    .type posix_exchange, %function
posix_exchange:
1:  ldaxr w4, [x0]
    cmp w4, w1
    b.ne 2f
    stlxr w5, w2, [x0]
    cbnz w5, 1b
2:  str w4, [x3]
    mov x0, #0
    ret
    .size posix_exchange, . - posix_exchange

    .globl posix_copy_end
posix_copy_end:

    .globl posix_copy_fault
    .type posix_copy_fault, %function
posix_copy_fault:
    mov x0, #-1
    ret
    .size posix_copy_fault, . - posix_copy_fault

    .section .note.GNU-stack, "", %progbits
