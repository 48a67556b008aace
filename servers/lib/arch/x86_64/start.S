/* Entry of a server, before the C library's: registers the in-image emulation, then runs the ordinary start-up code.
 * And the emulation's entry itself, in the contract of <mach/emulation.h>. */

    .text
    .globl _server_start
    .type _server_start, @function
_server_start:
    xorl %ebp, %ebp
    movq %rsp, %rbx
    andq $-16, %rsp
    call server_emulation_start
    movq %rbx, %rsp
    xorl %edx, %edx
    jmp _start
    .size _server_start, . - _server_start

/* A system call from the C library: number in rax, arguments in rdi rsi rdx r10 r8 r9. It comes back with every register but
 * rax, rcx and r11 as it was; the caller's red zone is stepped over. */
    .globl server_emulation_entry
    .type server_emulation_entry, @function
server_emulation_entry:
    leaq -128(%rsp), %rsp
    pushq %gs:0
    pushq %rbp
    movq %rsp, %rbp
    pushq %rdi
    pushq %rsi
    pushq %rdx
    pushq %r8
    pushq %r9
    pushq %r10
    subq $512, %rsp
    andq $-16, %rsp
    fxsave (%rsp)
    subq $16, %rsp
    movq %r9, (%rsp)
    movq %r8, %r9
    movq %r10, %r8
    movq %rdx, %rcx
    movq %rsi, %rdx
    movq %rdi, %rsi
    movq %rax, %rdi
    call server_emulation_call
    addq $16, %rsp
    fxrstor (%rsp)
    leaq -48(%rbp), %rsp
    popq %r10
    popq %r9
    popq %r8
    popq %rdx
    popq %rsi
    popq %rdi
    popq %rbp
    popq %rcx
    leaq 128(%rsp), %rsp
    jmp *%rcx
    .size server_emulation_entry, . - server_emulation_entry

/* First instruction of a thread that server::thread made: the function in rdi, its argument in rsi, on a fresh stack. */
    .globl server_thread_entry
    .type server_thread_entry, @function
server_thread_entry:
    xorl %ebp, %ebp
    movq %rdi, %rax
    movq %rsi, %rdi
    call *%rax
    ud2
    .size server_thread_entry, . - server_thread_entry

    .section .note.GNU-stack, "", @progbits
