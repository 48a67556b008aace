// Exceptions: the way into the kernel from user mode and back, and faults in the kernel itself. Arm ARM (DDI 0487) D1.3.
//
// While a processor is in user mode, SP_EL1 points to the current thread's frame, so that entry code can save registers
// before it has a free one. In the kernel SP_EL1 is the processor's stack.

#include <mach/traps.h>
#include <machine/layout.h>
#include <machine/pan.h>
#include <machine/sysreg.h>

    .macro vector target
    .balign 128
    b       \target
    .endm

    .section .text.vectors, "ax"
    .balign 2048
    .globl exception_vectors
exception_vectors:
    // Current level with SP_EL0: the kernel never uses it.
    vector  kernel_bad
    vector  kernel_bad
    vector  kernel_bad
    vector  kernel_bad
    // Current level: only faults. Interrupts stay masked even in wait_for_interrupt.
    vector  kernel_synchronous
    vector  kernel_bad
    vector  kernel_bad
    vector  kernel_serror
    // User mode, AArch64.
    .balign 128
    stp     x16, x17, [sp, #FRAME_X(16)]
    mrs     x16, esr_el1
    lsr     x16, x16, #26
    cmp     x16, #EC_SVC64
    b.eq    user_svc
    b       user_synchronous
    vector  user_interrupt
    vector  user_interrupt
    vector  user_serror
    // User mode, AArch32: not entered, since no frame has that mode.
    vector  kernel_bad
    vector  kernel_bad
    vector  kernel_bad
    vector  kernel_bad

// Saves all user registers but x16 and x17 (already saved).
    .macro save_user_registers
    stp     x0, x1, [sp, #FRAME_X(0)]
    stp     x2, x3, [sp, #FRAME_X(2)]
    stp     x4, x5, [sp, #FRAME_X(4)]
    stp     x6, x7, [sp, #FRAME_X(6)]
    stp     x8, x9, [sp, #FRAME_X(8)]
    stp     x10, x11, [sp, #FRAME_X(10)]
    stp     x12, x13, [sp, #FRAME_X(12)]
    stp     x14, x15, [sp, #FRAME_X(14)]
    stp     x18, x19, [sp, #FRAME_X(18)]
    stp     x20, x21, [sp, #FRAME_X(20)]
    stp     x22, x23, [sp, #FRAME_X(22)]
    stp     x24, x25, [sp, #FRAME_X(24)]
    stp     x26, x27, [sp, #FRAME_X(26)]
    stp     x28, x29, [sp, #FRAME_X(28)]
    mrs     x1, sp_el0
    mrs     x2, elr_el1
    mrs     x3, spsr_el1
    stp     x30, x1, [sp, #FRAME_X(30)]
    stp     x2, x3, [sp, #FRAME_PC]
    .endm

    .macro to_kernel_stack
    mrs     x1, tpidr_el1
    ldr     x1, [x1, #CPU_STACK_TOP]
    mov     sp, x1
    mov     x29, xzr                    // backtraces end here
    .endm

// Both, and gives x0 = frame.
    .macro save_user
    save_user_registers
    mov     x0, sp
    to_kernel_stack
    .endm

// A non-negative number from below the emulation library goes to it, <mach/emulation.h>; one negative number comes back from it. While the block
// is touched x16 and x15 hold ELR and SPSR, for kernel_synchronous to undo the attempt.
user_svc:
    tbnz    w8, #31, mach_trap
    ldr     x17, [sp, #FRAME_EMULATION_LIMIT]
    mrs     x16, elr_el1
    cmp     x16, x17
    b.hs    system_call                 // from the library itself, or there is none
    ldr     x17, [sp, #FRAME_EMULATION_BLOCK]
    stp     x14, x15, [sp, #FRAME_X(14)]
    mrs     x15, spsr_el1
    ldr     x14, [sp, #FRAME_X(16)]
block_access_begin:
    sttr    x16, [x17, #BLOCK_RETURN_PC]
    sttr    x15, [x17, #BLOCK_RETURN_FLAGS]
    sttr    x14, [x17, #BLOCK_RETURN_X16]
    ldr     x14, [sp, #FRAME_EMULATION_ENTRY]
    msr     elr_el1, x14
    ldp     x14, x15, [sp, #FRAME_X(14)]
    mov     x16, x17
    ldr     x17, [sp, #FRAME_X(17)]
    eret

// MACH_TRAP_emulation_return: to return_pc with the block's condition flags, x8 and x16.
emulation_return:
    mrs     x17, tpidrro_el0
    cbz     x17, system_call
    stp     x14, x15, [sp, #FRAME_X(14)]
    mrs     x16, elr_el1
    mrs     x15, spsr_el1
block_read_begin:
    ldtr    x14, [x17, #BLOCK_RETURN_FLAGS]
    and     x14, x14, #0xf0000000       // NZCV; no other bit is the library's to choose
    bfxil   x14, x15, #0, #28
    msr     spsr_el1, x14
    ldtr    x14, [x17, #BLOCK_RETURN_PC]
    msr     elr_el1, x14
    ldtr    x14, [x17, #BLOCK_RETURN_X8]
    ldtr    x17, [x17, #BLOCK_RETURN_X16]
    mov     x8, x14
    mov     x16, x17
    ldp     x14, x15, [sp, #FRAME_X(14)]
    ldr     x17, [sp, #FRAME_X(17)]
    eret
block_access_end:

mach_trap:
    cmn     w8, #MACH_TRAP_msg
    b.ne    other_trap
    save_user_registers
    to_kernel_stack
    bl      trap_message

// x0: frame to resume. Also the way back from everything else.
resume_user:
    mov     sp, x0
    ldp     x30, x1, [sp, #FRAME_X(30)]
    ldp     x2, x3, [sp, #FRAME_PC]
    msr     sp_el0, x1
    msr     elr_el1, x2
    msr     spsr_el1, x3
    ldp     x28, x29, [sp, #FRAME_X(28)]
    ldp     x26, x27, [sp, #FRAME_X(26)]
    ldp     x24, x25, [sp, #FRAME_X(24)]
    ldp     x22, x23, [sp, #FRAME_X(22)]
    ldp     x20, x21, [sp, #FRAME_X(20)]
    ldp     x18, x19, [sp, #FRAME_X(18)]
    ldp     x16, x17, [sp, #FRAME_X(16)]
    ldp     x14, x15, [sp, #FRAME_X(14)]
    ldp     x12, x13, [sp, #FRAME_X(12)]
    ldp     x10, x11, [sp, #FRAME_X(10)]
    ldp     x8, x9, [sp, #FRAME_X(8)]
    ldp     x6, x7, [sp, #FRAME_X(6)]
    ldp     x4, x5, [sp, #FRAME_X(4)]
    ldp     x2, x3, [sp, #FRAME_X(2)]
    ldp     x0, x1, [sp, #FRAME_X(0)]
    eret

    .globl machine_enter_user
machine_enter_user:
    b       resume_user

other_trap:
    cmn     w8, #48
    b.eq    emulation_return
    add     w16, w8, #MACH_TRAP_host_self
    cmp     w16, #(MACH_TRAP_host_self - MACH_TRAP_thread_self)
    b.ls    name_trap
system_call:
    save_user_registers
    to_kernel_stack
    bl      trap_syscall
    b       resume_user

// The names of oneself. trap_name keeps x9 to x15 and whatever every function keeps.
name_trap:
    stp     x1, x2, [sp, #FRAME_X(1)]
    stp     x3, x4, [sp, #FRAME_X(3)]
    stp     x5, x6, [sp, #FRAME_X(5)]
    stp     x7, x8, [sp, #FRAME_X(7)]
    str     x18, [sp, #FRAME_X(18)]
    str     x30, [sp, #FRAME_X(30)]
    mrs     x16, tpidr_el1
    ldr     x16, [x16, #CPU_STACK_TOP]
    mov     sp, x16
    mov     w0, w8
    bl      trap_name
    mrs     x16, tpidr_el1
    ldr     x16, [x16]                  // current_frame
    mov     sp, x16
    ldp     x1, x2, [sp, #FRAME_X(1)]
    ldp     x3, x4, [sp, #FRAME_X(3)]
    ldp     x5, x6, [sp, #FRAME_X(5)]
    ldp     x7, x8, [sp, #FRAME_X(7)]
    ldr     x18, [sp, #FRAME_X(18)]
    ldr     x30, [sp, #FRAME_X(30)]
    cbz     w0, system_call
    ldp     x16, x17, [sp, #FRAME_X(16)]
    eret

user_synchronous:
    save_user
    mrs     x1, esr_el1
    mrs     x2, far_el1
    bl      machine_user_exception
    b       resume_user

user_interrupt:
    stp     x16, x17, [sp, #FRAME_X(16)]
    save_user
    bl      machine_user_interrupt
    b       resume_user

user_serror:
    stp     x16, x17, [sp, #FRAME_X(16)]
    save_user
    mrs     x1, esr_el1
    bl      machine_serror

// Pushes a kernel_frame and gives x0 = that, x1 = ESR, x2 = FAR.
    .macro save_kernel
    sub     sp, sp, #KERNEL_FRAME_SIZE
    stp     x0, x1, [sp, #FRAME_X(0)]
    stp     x2, x3, [sp, #FRAME_X(2)]
    stp     x4, x5, [sp, #FRAME_X(4)]
    stp     x6, x7, [sp, #FRAME_X(6)]
    stp     x8, x9, [sp, #FRAME_X(8)]
    stp     x10, x11, [sp, #FRAME_X(10)]
    stp     x12, x13, [sp, #FRAME_X(12)]
    stp     x14, x15, [sp, #FRAME_X(14)]
    stp     x16, x17, [sp, #FRAME_X(16)]
    stp     x18, x19, [sp, #FRAME_X(18)]
    stp     x20, x21, [sp, #FRAME_X(20)]
    stp     x22, x23, [sp, #FRAME_X(22)]
    stp     x24, x25, [sp, #FRAME_X(24)]
    stp     x26, x27, [sp, #FRAME_X(26)]
    stp     x28, x29, [sp, #FRAME_X(28)]
    mrs     x1, elr_el1
    mrs     x2, spsr_el1
    stp     x30, x1, [sp, #FRAME_X(30)]
    str     x2, [sp, #FRAME_X(32)]
    mov     x0, sp
    mrs     x1, esr_el1
    mrs     x2, far_el1
    .endm

// A fault in the kernel. Recovered are copies from and to user memory (machine_kernel_fault knows their code) and
// the accesses to the emulation block above, which happen with SP on the frame.
kernel_synchronous:
    msr     tpidrro_el0, x17            // its value is in the frame too
    mrs     x17, tpidr_el1
    str     x16, [x17, #CPU_SCRATCH]
    mrs     x16, elr_el1
    adr     x17, block_access_begin
    sub     x16, x16, x17
    cmp     x16, #(block_access_end - block_access_begin)
    b.lo    block_fault
    mrs     x17, tpidr_el1
    ldr     x16, [x17, #CPU_STACK_TOP]
    sub     x16, x16, #KERNEL_STACK_SIZE
    add     x16, x16, #KERNEL_FRAME_SIZE
    sub     x16, sp, x16                // room left; SP outside the stack gives a huge number
    lsr     x16, x16, #14
    cbnz    x16, kernel_stack_lost
    ldr     x16, [x17, #CPU_SCRATCH]
    mrs     x17, tpidrro_el0
    save_kernel
    bl      machine_kernel_fault
    mrs     x1, tpidr_el1
    ldr     x1, [x1]                    // current_frame
    ldr     x1, [x1, #FRAME_EMULATION_BLOCK]
    msr     tpidrro_el0, x1
    ldp     x30, x1, [sp, #FRAME_X(30)]
    ldr     x2, [sp, #FRAME_X(32)]
    msr     elr_el1, x1
    msr     spsr_el1, x2
    ldp     x28, x29, [sp, #FRAME_X(28)]
    ldp     x26, x27, [sp, #FRAME_X(26)]
    ldp     x24, x25, [sp, #FRAME_X(24)]
    ldp     x22, x23, [sp, #FRAME_X(22)]
    ldp     x20, x21, [sp, #FRAME_X(20)]
    ldp     x18, x19, [sp, #FRAME_X(18)]
    ldp     x16, x17, [sp, #FRAME_X(16)]
    ldp     x14, x15, [sp, #FRAME_X(14)]
    ldp     x12, x13, [sp, #FRAME_X(12)]
    ldp     x10, x11, [sp, #FRAME_X(10)]
    ldp     x8, x9, [sp, #FRAME_X(8)]
    ldp     x6, x7, [sp, #FRAME_X(6)]
    ldp     x4, x5, [sp, #FRAME_X(4)]
    ldp     x2, x3, [sp, #FRAME_X(2)]
    ldp     x0, x1, [sp, #FRAME_X(0)]
    add     sp, sp, #KERNEL_FRAME_SIZE
    eret

// As if the access had been the thread's own: it executes `svc` again when the block's page is there.
block_fault:
    mrs     x17, elr_el1                // which of the two was it?
    adr     x14, block_read_begin
    cmp     x17, x14
    ldr     x17, [sp, #FRAME_EMULATION_BLOCK]
    msr     tpidrro_el0, x17
    mrs     x17, tpidr_el1
    ldr     x16, [x17, #CPU_SCRATCH]
    sub     x16, x16, #4
    msr     elr_el1, x16
    msr     spsr_el1, x15
    ldp     x14, x15, [sp, #FRAME_X(14)]
    cset    x16, hs                     // reading
    save_user
    mov     x2, #3                      // VM_PROT_READ | VM_PROT_WRITE
    sub     x2, x2, x16, lsl #1
    mrs     x1, far_el1
    bl      trap_page_fault
    b       resume_user

// The stack has overflowed or SP is otherwise no good: tell about it on another stack.
kernel_stack_lost:
    ldr     x16, [x17, #CPU_SCRATCH]
    mov     x17, sp
    msr     tpidr_el0, x17
    adrp    x17, emergency_stack_end
    add     x17, x17, :lo12:emergency_stack_end
    mov     sp, x17
    mrs     x17, tpidrro_el0
    save_kernel
    mrs     x3, tpidr_el0
    bl      machine_kernel_stack_lost

kernel_bad:
    save_kernel
    bl      machine_kernel_bad

kernel_serror:
    save_kernel
    bl      machine_serror

    .bss
    .balign 16
    .space  4096
emergency_stack_end:
