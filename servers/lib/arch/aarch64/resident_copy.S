/* int server_copy_resident(void *to, const void *from, size_t count). Nothing is on the stack while a fault is possible, so
 * that whoever takes the fault has only to set the program counter to server_copy_resident_failed. */

    .text
    .globl server_copy_resident
    .type server_copy_resident, %function
server_copy_resident:
    subs x2, x2, #64
    b.lo 2f
1:  ldp q0, q1, [x1], #32
    ldp q2, q3, [x1], #32
    stp q0, q1, [x0], #32
    stp q2, q3, [x0], #32
    subs x2, x2, #64
    b.hs 1b
2:  add x2, x2, #64
    subs x2, x2, #8
    b.lo 4f
3:  ldr x3, [x1], #8
    str x3, [x0], #8
    subs x2, x2, #8
    b.hs 3b
4:  adds x2, x2, #8
    b.eq 6f
5:  ldrb w3, [x1], #1
    strb w3, [x0], #1
    subs x2, x2, #1
    b.ne 5b
6:  mov w0, #0
    ret
    .globl server_copy_resident_failed
server_copy_resident_failed:
    mov w0, #1
    ret
    .size server_copy_resident, . - server_copy_resident

    .section .note.GNU-stack, "", %progbits
