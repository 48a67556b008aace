/** \file
 * What a program finds when it starts: its own ports.
 */
#ifndef MACH_MACH_INIT_H
#define MACH_MACH_INIT_H

#include <mach/message.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Fetches the task's own ports. Before anything else of this library; again in a child that has
 * inherited this memory. */
void mach_init(void);
extern mach_port_t mach_task_self_, mach_host_self_;
/** A send right to the calling task, for the life of the task; no reference is added. */
#define mach_task_self() mach_task_self_
/** A send right to the host's name port, likewise. */
#define mach_host_self() mach_host_self_
/** A send right to the calling thread, one more reference. */
#define mach_thread_self() thread_self_trap()

/** Where the calling thread keeps its reply port; defined by whoever gives threads their storage
 * (server library, libposix, tests). */
mach_port_t *mach_reply_port_slot(void);
mach_port_t mig_get_reply_port(void);
void mig_dealloc_reply_port(mach_port_t port);
/** After a call that failed with `transport`: releases what the kernel gave back in `request`, and
 * forgets the reply port if something is or may still come there that the next call must not take
 * for its answer, as the notification that a request leaves behind whose body was refused. */
void mig_call_failed(mach_msg_return_t transport, mach_msg_header_t *request,
                     mach_port_t reply_port);

/** Releases the rights and out-of-line memory of a received (or unsent) message, the header's
 * remote right included. */
void mach_msg_destroy(mach_msg_header_t *msg);

#ifdef __cplusplus
}
#endif

#endif
