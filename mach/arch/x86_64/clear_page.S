// A page of zeros in 16-byte stores: half the instructions of a string store. xmm0 belongs to the thread that is current, so it is kept.

    .section .text.entry, "ax"
    .globl machine_clear_page
    .balign 16
machine_clear_page:
    leaq 4096(%rdi), %rax
    subq $24, %rsp
    movups %xmm0, (%rsp)
    xorps %xmm0, %xmm0
1:
    .set offset, 0
    .rept 32
    movaps %xmm0, offset(%rdi)
    .set offset, offset + 16
    .endr
    addq $512, %rdi
    cmpq %rax, %rdi
    jne 1b
    movups (%rsp), %xmm0
    addq $24, %rsp
    ret

    .section .note.GNU-stack, "", @progbits
