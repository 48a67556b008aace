/** \file
 * Emulation: how a non-negative system call, or an interruption by thread_interrupt, enters the
 * library that task_set_emulation registered (after Mach 3.0's task_set_emulation; Golub et al.,
 * "Unix as an application program", USENIX 1990).
 *
 * Each thread that runs emulated code has an emulation block (trap set_emulation_block), found in
 * user mode through GS base on x86-64 and TPIDRRO_EL0 on ARM64. When a thread outside the library
 * image makes a call with a non-negative number, the kernel stores the application's return address
 * in `return_pc` and resumes it at `syscall_entry`, every other register untouched (x86-64: rcx and
 * r11 are lost, as by the instruction itself, r11 holds rflags).
 *
 * thread_interrupt on a thread in user mode outside the image does the same with `interrupt_entry`,
 * `return_pc` being the next application instruction and `return_flags` its rflags / PSTATE; no
 * register at all is lost. Inside the image it only sets `interrupt_pending`; if the program
 * counter is in [exit_start, exit_end), the library's last steps between testing that word and
 * jumping to the application, it is moved back to exit_start. exit_start must therefore be
 * restartable. ARM64 has no jump that spares every register, so its library ends with
 * MACH_TRAP_emulation_return, which resumes at `return_pc` with the condition flags of
 * `return_flags`, x8 from `return_x8` and x16 from `return_x16`, every other register untouched.
 * For the same reason both entries find the block's address in x16 there, the application's x16
 * being in `return_x16`. A thread that the kernel finds about to execute that trap counts as inside
 * [exit_start, exit_end) like the rest. An interruptible wait (mach_msg with *_INTERRUPT,
 * gsync_wait, clock_sleep) ends with its interrupted code.
 */
#ifndef MACH_EMULATION_H
#define MACH_EMULATION_H

#include <stdint.h>

/** The start of an emulation block; the library may put its own words behind it. 64-byte aligned.
 */
typedef struct {
    uint64_t return_pc;
    uint64_t return_flags;
    uint32_t interrupt_pending; /* set by the kernel, cleared by the library */
    uint32_t reserved;
    uint64_t self;       /* the library's: the block's own address, so that one load finds it */
    uint64_t return_x8;  /* ARM64: x8 for MACH_TRAP_emulation_return, stored by the library; unused
                            elsewhere */
    uint64_t return_x16; /* ARM64: the application's x16, stored by the kernel on entry, loaded on
                            return */
} mach_emulation_block_t;

/** Argument of task_set_emulation. All zero: no emulation, such calls raise EXC_SYSCALL. */
typedef struct {
    uint64_t syscall_entry;
    uint64_t interrupt_entry;
    uint64_t image_start, image_end;
    uint64_t exit_start, exit_end;
} mach_emulation_t;

#endif
