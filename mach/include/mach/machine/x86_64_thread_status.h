/** \file
 * Register state of a thread on x86-64, for thread_get_state and thread_set_state. Flavour numbers
 * and order are XNU's; the TLS base is appended.
 */
#ifndef MACH_MACHINE_X86_64_THREAD_STATUS_H
#define MACH_MACHINE_X86_64_THREAD_STATUS_H

#include <stdint.h>

#define x86_THREAD_STATE64 4
#define x86_FLOAT_STATE64 5

typedef struct {
    uint64_t rax, rbx, rcx, rdx, rdi, rsi, rbp, rsp;
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
    uint64_t rip, rflags;
    uint64_t cs, fs, gs; /* selectors: written by get_state, ignored by set_state */
    uint64_t
        fs_base; /* user TLS; untouched by a set_state with x86_THREAD_STATE64_COUNT_NO_TLS words */
} x86_thread_state64_t;

/** An FXSAVE image; reserved MXCSR bits are dropped by set_state. */
typedef struct {
    uint8_t fxsave[512];
} x86_float_state64_t;

#define x86_THREAD_STATE64_COUNT ((uint32_t)(sizeof(x86_thread_state64_t) / sizeof(uint32_t)))
#define x86_THREAD_STATE64_COUNT_NO_TLS (x86_THREAD_STATE64_COUNT - 2)
#define x86_FLOAT_STATE64_COUNT ((uint32_t)(sizeof(x86_float_state64_t) / sizeof(uint32_t)))

#endif
