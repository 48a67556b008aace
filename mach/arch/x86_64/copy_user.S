// Copies from and to user memory, machine/copy_user.hpp. A string move counts one instruction for eight bytes, load and store
// together, also under QEMU's -icount; and when it faults its registers say where to go on, so that a page that has been brought in
// just lets it continue.

#include <machine/patch.h>

    .section .text.entry, "ax"

// (rdi to, rsi from, rdx size) -> 0 done, 1 fault
    .globl machine_copy_from_user
    .balign 16
machine_copy_from_user:
    movq %rsi, %rax
    jmp copy
    .globl machine_copy_to_user
    .balign 16
machine_copy_to_user:
    movq %rdi, %rax
copy:
    addq %rdx, %rax
    jc failed
    shrq $47, %rax
    jnz failed
    movq %rdx, %rcx
    shrq $3, %rcx
    USER_ACCESS_BEGIN
    FIXUP faulted, 1
    rep movsq
    andl $7, %edx
    jnz tail
done:
    USER_ACCESS_END
    xorl %eax, %eax
    ret
tail:
    testb $4, %dl
    jz bytes
    FIXUP faulted, 1
    movsl
    andl $3, %edx
    jz done
bytes:
    movl %edx, %ecx
    FIXUP faulted, 1
    rep movsb
    jmp done

faulted:
    USER_ACCESS_END
failed:
    movl $1, %eax
    ret

    .section .note.GNU-stack, "", @progbits
