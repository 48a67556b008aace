/* Entry of a server, before the C library's: registers the in-image emulation, then runs the ordinary start-up code.
 * And the emulation's entry itself, in the contract of <mach/emulation.h>. */

    .equ BLOCK_RETURN_PC, 0
    .equ BLOCK_RETURN_FLAGS, 8
    .equ BLOCK_RETURN_X8, 32
    .equ TRAP_EMULATION_RETURN, -48

    .text
    .globl _server_start
    .type _server_start, %function
_server_start:
    mov x29, #0
    mov x30, #0
    mov x19, sp
    bl server_emulation_start
    mov sp, x19
    b _start
    .size _server_start, . - _server_start

/* A system call from the C library: number in x8, arguments in x0 to x5, x16 = the thread's block. It comes back with every
 * register but x0 as it was. */
    .globl server_emulation_entry
    .type server_emulation_entry, %function
server_emulation_entry:
    str x8, [x16, #BLOCK_RETURN_X8]
    stp x29, x30, [sp, #-176]!
    mov x29, sp
    stp x1, x2, [sp, #16]
    stp x3, x4, [sp, #32]
    stp x5, x6, [sp, #48]
    stp x7, x9, [sp, #64]
    stp x10, x11, [sp, #80]
    stp x12, x13, [sp, #96]
    stp x14, x15, [sp, #112]
    stp x16, x17, [sp, #128]
    str x18, [sp, #144]
    ldr x9, [x16, #BLOCK_RETURN_PC]
    ldr x10, [x16, #BLOCK_RETURN_FLAGS]
    stp x9, x10, [sp, #160]
    sub sp, sp, #528
    stp q0, q1, [sp, #0]
    stp q2, q3, [sp, #32]
    stp q4, q5, [sp, #64]
    stp q6, q7, [sp, #96]
    stp q8, q9, [sp, #128]
    stp q10, q11, [sp, #160]
    stp q12, q13, [sp, #192]
    stp q14, q15, [sp, #224]
    stp q16, q17, [sp, #256]
    stp q18, q19, [sp, #288]
    stp q20, q21, [sp, #320]
    stp q22, q23, [sp, #352]
    stp q24, q25, [sp, #384]
    stp q26, q27, [sp, #416]
    stp q28, q29, [sp, #448]
    stp q30, q31, [sp, #480]
    mov x6, x5
    mov x5, x4
    mov x4, x3
    mov x3, x2
    mov x2, x1
    mov x1, x0
    mov x0, x8
    bl server_emulation_call
    ldp q0, q1, [sp, #0]
    ldp q2, q3, [sp, #32]
    ldp q4, q5, [sp, #64]
    ldp q6, q7, [sp, #96]
    ldp q8, q9, [sp, #128]
    ldp q10, q11, [sp, #160]
    ldp q12, q13, [sp, #192]
    ldp q14, q15, [sp, #224]
    ldp q16, q17, [sp, #256]
    ldp q18, q19, [sp, #288]
    ldp q20, q21, [sp, #320]
    ldp q22, q23, [sp, #352]
    ldp q24, q25, [sp, #384]
    ldp q26, q27, [sp, #416]
    ldp q28, q29, [sp, #448]
    ldp q30, q31, [sp, #480]
    add sp, sp, #528
    ldp x16, x17, [sp, #128]
    ldp x9, x10, [sp, #160]
    stp x9, x10, [x16, #BLOCK_RETURN_PC]
    ldr x18, [sp, #144]
    ldp x14, x15, [sp, #112]
    ldp x12, x13, [sp, #96]
    ldp x10, x11, [sp, #80]
    ldp x7, x9, [sp, #64]
    ldp x5, x6, [sp, #48]
    ldp x3, x4, [sp, #32]
    ldp x1, x2, [sp, #16]
    ldp x29, x30, [sp], #176
    mov x8, #TRAP_EMULATION_RETURN
    svc #0
    brk #1
    .size server_emulation_entry, . - server_emulation_entry

/* First instruction of a thread that server::thread made: the function in x0, its argument in x1, on a fresh stack. */
    .globl server_thread_entry
    .type server_thread_entry, %function
server_thread_entry:
    mov x29, #0
    mov x30, #0
    mov x9, x0
    mov x0, x1
    blr x9
    brk #1
    .size server_thread_entry, . - server_thread_entry

    .section .note.GNU-stack, "", %progbits
