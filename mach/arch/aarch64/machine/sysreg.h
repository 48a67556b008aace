/** \file
 * System register values for EL1, Arm ARM (DDI 0487) D19.2. Written for assembly and C++.
 */
#ifndef MACHINE_SYSREG_H
#define MACHINE_SYSREG_H

/** SCTLR_EL1 bits that are one with the MMU off: LSMAOE, nTLSMD, EIS, TSCXT, EOS (RES1 on
 * processors without them). */
#define SCTLR_OFF 0x30500800
/** With the MMU on: M, C, I; SA, SA0: stack alignment checked; DZE, UCT, UCI: user mode may use DC
 * ZVA, CTR_EL0 and cache maintenance by address, as on Linux; nTWI, nTWE: user WFI and WFE are not
 * trapped; ITD, SED: no AArch32 user mode. SPAN is zero: exceptions set PAN. */
#define SCTLR_ON (SCTLR_OFF | 0x0405d19d)

/** TCR_EL1: 48-bit halves, 4 KiB granules, walks cached and inner shareable, top byte of user
 * addresses ignored. */
#define TCR_T0SZ 16
#define TCR_WALK 0x3500 /* SH0, ORGN0, IRGN0 */
#define TCR_TG1_4K (2 << 30)
#define TCR_LOW (TCR_T0SZ | TCR_WALK | TCR_T0SZ << 16 | TCR_WALK << 16 | TCR_TG1_4K)
#define TCR_IPS_SHIFT 32
#define TCR_AS_SHIFT 36
#define TCR_TBI0_SHIFT 37
#define TCR_HA_SHIFT 39

/** Exception classes, ESR_EL1[31:26]. */
#define EC_UNKNOWN 0x00
#define EC_WFX 0x01
#define EC_FP_ACCESS 0x07
#define EC_ILLEGAL_STATE 0x0e
#define EC_SVC64 0x15
#define EC_SYSREG 0x18
#define EC_SVE 0x19
#define EC_INSTRUCTION_ABORT_USER 0x20
#define EC_INSTRUCTION_ABORT_KERNEL 0x21
#define EC_PC_ALIGNMENT 0x22
#define EC_DATA_ABORT_USER 0x24
#define EC_DATA_ABORT_KERNEL 0x25
#define EC_SP_ALIGNMENT 0x26
#define EC_FP_EXCEPTION 0x2c
#define EC_BREAKPOINT_USER 0x30
#define EC_STEP_USER 0x32
#define EC_WATCHPOINT_USER 0x34
#define EC_BRK 0x3c

#endif
