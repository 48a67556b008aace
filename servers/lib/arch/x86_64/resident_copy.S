/* int server_copy_resident(void *to, const void *from, size_t count). Nothing is on the stack while a fault is possible, so
 * that whoever takes the fault has only to set the program counter to server_copy_resident_failed. */

    .text
    .globl server_copy_resident
    .type server_copy_resident, @function
server_copy_resident:
    movq %rdx, %rcx
    shrq $3, %rcx
    rep movsq
    movl %edx, %ecx
    andl $7, %ecx
    rep movsb
    xorl %eax, %eax
    ret
    .globl server_copy_resident_failed
server_copy_resident_failed:
    movl $1, %eax
    ret
    .size server_copy_resident, . - server_copy_resident

    .section .note.GNU-stack, "", @progbits
