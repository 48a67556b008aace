/// \file
/// The task, and its space, that a message to a task port is about.
#pragma once

#include <ipc/ipc_kobject.hpp>
#include <kern/task.hpp>

/// ipc_kobject_get<task>, soon done when it is the caller's own. ipc_kobject.cpp.
[[nodiscard]] ref<task> ipc_kobject_get_task(const ipc_port &port);

/// Null when the task has ended since the message was sent.
template <class Routine>
ref<task> target_task(const kobject_call<Routine> &call) {
    return ipc_kobject_get_task(call.port);
}

/// `operate(space)` of that task, or KERN_INVALID_TASK.
template <class Routine, class Operate>
kern_return_t on_space(const kobject_call<Routine> &call, Operate operate) {
    const ref<task> target = target_task(call);
    return target ? operate(target->space()) : KERN_INVALID_TASK;
}
