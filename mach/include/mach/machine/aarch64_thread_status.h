/** \file
 * Thread state flavours of ARM64, for thread_get_state and thread_set_state. Counts are in 32-bit
 * words.
 */
#ifndef MACH_MACHINE_AARCH64_THREAD_STATUS_H
#define MACH_MACHINE_AARCH64_THREAD_STATUS_H

#include <stdint.h>

/** General registers. Of cpsr only NZCV, SSBS and DIT can be set; the rest is always that of 64-bit
 * user mode. */
#define ARM_THREAD_STATE64 6
typedef struct {
    uint64_t x[29];
    uint64_t fp; /* x29 */
    uint64_t lr; /* x30 */
    uint64_t sp;
    uint64_t pc;
    uint32_t cpsr;
    uint32_t flags; /* zero */
} arm_thread_state64_t;
#define ARM_THREAD_STATE64_COUNT ((uint32_t)(sizeof(arm_thread_state64_t) / sizeof(uint32_t)))

/** FP and SIMD registers. */
#define ARM_NEON_STATE64 17
typedef struct {
    uint64_t q[32][2]; /* low half first */
    uint32_t fpsr;
    uint32_t fpcr;
    uint64_t reserved; /* zero */
} arm_neon_state64_t;
#define ARM_NEON_STATE64_COUNT ((uint32_t)(sizeof(arm_neon_state64_t) / sizeof(uint32_t)))

/** The TLS register TPIDR_EL0 (a number of our own). */
#define ARM_TLS_STATE64 100
typedef struct {
    uint64_t tpidr_el0;
} arm_tls_state64_t;
#define ARM_TLS_STATE64_COUNT ((uint32_t)(sizeof(arm_tls_state64_t) / sizeof(uint32_t)))

#endif
