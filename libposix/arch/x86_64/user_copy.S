/* Access to the application's memory (user_copy.hpp). A fault between posix_copy_begin and posix_copy_end is sent on to posix_copy_fault
 * by the process server, with every other register as it was; so these keep nothing on the stack. */

    .section .text.user_copy, "ax", @progbits
    .globl posix_copy_begin
posix_copy_begin:

/* long posix_copy(void *to, const void *from, size_t size): 0, or not 0 after a fault. */
    .globl posix_copy
    .type posix_copy, @function
posix_copy:
    movq %rdx, %rcx
    cmpq $256, %rdx
    jae 7f
    shrq $5, %rcx
    jz 2f
1:  movq (%rsi), %rax
    movq 8(%rsi), %r8
    movq 16(%rsi), %r9
    movq 24(%rsi), %r10
    movq %rax, (%rdi)
    movq %r8, 8(%rdi)
    movq %r9, 16(%rdi)
    movq %r10, 24(%rdi)
    addq $32, %rsi
    addq $32, %rdi
    decq %rcx
    jnz 1b
2:  andl $31, %edx
    jz 6f
    subl $8, %edx
    jb 4f
3:  movq (%rsi), %rax
    movq %rax, (%rdi)
    addq $8, %rsi
    addq $8, %rdi
    subl $8, %edx
    jae 3b
4:  addl $8, %edx
    jz 6f
8:  testb $4, %dl
    jz 5f
    movl (%rsi), %eax
    movl %eax, (%rdi)
    addq $4, %rsi
    addq $4, %rdi
    subl $4, %edx
    jz 6f
5:  movb (%rsi), %al
    movb %al, (%rdi)
    incq %rsi
    incq %rdi
    decl %edx
    jnz 5b
6:  xorl %eax, %eax
    ret
7:  shrq $3, %rcx
    rep movsq
    andl $7, %edx
    jnz 8b
    xorl %eax, %eax
    ret
    .size posix_copy, . - posix_copy

/* long posix_copy_string(char *to, const char *from, size_t limit): its length without the zero, `limit` if there is none in that
 * many bytes, negative after a fault. */
    .globl posix_copy_string
    .type posix_copy_string, @function
posix_copy_string:
    xorl %eax, %eax
1:  cmpq %rdx, %rax
    je 2f
    movb (%rsi,%rax), %cl
    movb %cl, (%rdi,%rax)
    testb %cl, %cl
    jz 2f
    incq %rax
    jmp 1b
2:  ret
    .size posix_copy_string, . - posix_copy_string

/* long posix_zero(void *to, size_t size) */
    .globl posix_zero
    .type posix_zero, @function
posix_zero:
    xorl %eax, %eax
    movq %rsi, %rcx
    shrq $3, %rcx
    jz 2f
1:  movq %rax, (%rdi)
    addq $8, %rdi
    decq %rcx
    jnz 1b
2:  andl $7, %esi
    jz 4f
3:  movb %al, (%rdi)
    incq %rdi
    decl %esi
    jnz 3b
4:  ret
    .size posix_zero, . - posix_zero

/* long posix_exchange(uint32_t *word, uint32_t expected, uint32_t desired, uint32_t *found): an atomic compare and exchange. */
    .globl posix_exchange
    .type posix_exchange, @function
posix_exchange:
    movl %esi, %eax
    lock cmpxchgl %edx, (%rdi)
    movl %eax, (%rcx)
    xorl %eax, %eax
    ret
    .size posix_exchange, . - posix_exchange

    .globl posix_copy_end
posix_copy_end:

    .globl posix_copy_fault
    .type posix_copy_fault, @function
posix_copy_fault:
    movq $-1, %rax
    ret
    .size posix_copy_fault, . - posix_copy_fault

    .section .note.GNU-stack, "", @progbits
