/** \file
 * Semaphores; signalling and waiting are traps (<mach/mach_traps.h>).
 */
#ifndef MACH_SEMAPHORE_H
#define MACH_SEMAPHORE_H

#include <mach/message.h>

#define SYNC_POLICY_FIFO 0

#ifdef __cplusplus
extern "C" {
#endif

kern_return_t semaphore_create(task_t task, semaphore_t *semaphore, int policy, int value);
kern_return_t semaphore_destroy(task_t task, semaphore_t semaphore);

#ifdef __cplusplus
}
#endif

#endif
