/** \file
 * What the process server writes into each POSIX task's audit token, so that every server knows
 * from the trailer of a request, unforgeably, who asks.
 */
#ifndef MACH_AUDIT_H
#define MACH_AUDIT_H

/* Indices into audit_token_t.val. */
#define AUDIT_PID 0
#define AUDIT_PGRP 1
#define AUDIT_SID 2
#define AUDIT_EUID 3
#define AUDIT_EGID 4
#define AUDIT_RUID 5
#define AUDIT_RGID 6
#define AUDIT_FLAGS 7 /* all zero: a server */

/* In AUDIT_FLAGS: a POSIX process; above it the number of its list of supplementary groups
 * (process_group_list). */
#define AUDIT_FLAG_POSIX 1u
#define AUDIT_GROUPS_SHIFT 8

#endif
