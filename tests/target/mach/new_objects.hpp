/// \file
/// Ports and tasks for a test, and their end.
#pragma once

#include <mach/mach.h>

#include "mach_test.hpp"

/// A port with a send right under the same name.
inline mach_port_t new_port(mach_test &test) {
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    test.equal(mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND),
               KERN_SUCCESS);
    return port;
}

/// What its holder may know of a port that receives.
inline mach_port_status_t status_of(mach_test &test, mach_port_t port) {
    mach_port_status_t status{};
    mach_msg_type_number_t count = MACH_PORT_RECEIVE_STATUS_COUNT;
    test.equal(mach_port_get_attributes(mach_task_self(), port, MACH_PORT_RECEIVE_STATUS,
                                        reinterpret_cast<mach_port_info_t>(&status), &count),
               KERN_SUCCESS);
    return status;
}

/// An empty one, without inheritance.
inline task_t new_task(mach_test &test) {
    task_t task = MACH_PORT_NULL;
    test.equal(task_create(mach_task_self(), 0, &task), KERN_SUCCESS);
    return task;
}

/// Until the port of a task or thread is dead.
inline void await_end(mach_port_t port) {
    mach_port_type_t type = 0;
    while (mach_port_type(mach_task_self(), port, &type) == KERN_SUCCESS &&
           (type & MACH_PORT_TYPE_DEAD_NAME) == 0)
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
}
