/** \file
 * A handler of exceptions: functions that a program defines, called for the messages that come to a
 * port of its own which task_set_exception_ports or thread_set_exception_ports was given. `code` is
 * the code and the subcode (<mach/exception_types.h>). KERN_SUCCESS lets the thread go on; anything
 * else has the next handler asked.
 */
#ifndef MACH_MACH_EXC_H
#define MACH_MACH_EXC_H

#include <mach/exception_types.h>
#include <mach/message.h>
#include <mach/task.h>
#include <mach/vm_types.h>

typedef int64_t *mach_exception_data_t;

#ifdef __cplusplus
extern "C" {
#endif

/** Serves one message, see mach_msg_server (<mach/mig_errors.h>). False: it is none of these. One
 * whose function the program does not define is answered by MIG_BAD_ID. */
boolean_t mach_exc_server(mach_msg_header_t *request, mach_msg_header_t *reply);

/** EXCEPTION_DEFAULT. Both rights are the program's to deallocate if it succeeds. */
kern_return_t catch_mach_exception_raise(mach_port_t exception_port, mach_port_t thread,
                                         mach_port_t task, exception_type_t exception,
                                         mach_exception_data_t code,
                                         mach_msg_type_number_t code_count);
/** EXCEPTION_STATE. The counts are words; `*new_state_count` is the room at first. The thread goes
 * on with the new state. */
kern_return_t catch_mach_exception_raise_state(
    mach_port_t exception_port, exception_type_t exception, const mach_exception_data_t code,
    mach_msg_type_number_t code_count, int *flavor, const thread_state_t old_state,
    mach_msg_type_number_t old_state_count, thread_state_t new_state,
    mach_msg_type_number_t *new_state_count);
/** EXCEPTION_STATE_IDENTITY. */
kern_return_t catch_mach_exception_raise_state_identity(
    mach_port_t exception_port, mach_port_t thread, mach_port_t task, exception_type_t exception,
    mach_exception_data_t code, mach_msg_type_number_t code_count, int *flavor,
    thread_state_t old_state, mach_msg_type_number_t old_state_count, thread_state_t new_state,
    mach_msg_type_number_t *new_state_count);

#ifdef __cplusplus
}
#endif

#endif
