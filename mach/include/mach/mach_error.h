/** \file
 * Return codes as text.
 */
#ifndef MACH_MACH_ERROR_H
#define MACH_MACH_ERROR_H

#include <mach/kern_return.h>

typedef kern_return_t mach_error_t;

#ifdef __cplusplus
extern "C" {
#endif

/** The name of a code of the kernel's (kern_return_t) or of mach_msg's (mach_msg_return_t), its
 * extra bits left out. Static; "unknown error" for others. */
const char *mach_error_string(mach_error_t code);
/** Which part of the system the code is from: "(os/kern)", "(ipc/send)", "(ipc/rcv)", "(ipc/mig)",
 * "(unknown)". */
const char *mach_error_type(mach_error_t code);
/** Writes "TEXT: NAME (0xCODE)" and a newline to standard error. For POSIX programs. */
void mach_error(const char *text, mach_error_t code);

#ifdef __cplusplus
}
#endif

#endif
