// Kernel routines about the ports that a task has without a name: special, registered and exception
// ports.

#include <kern/exception_ports_serve.hpp>
#include <kern/routine.hpp>
#include <kern/task.hpp>
#include <mach/interface/task.hpp>
#include <mach/task.h>

namespace mi = mach::interface;

kern_return_t serve(mi::task_get_special_port, kobject_call<mi::task_get_special_port> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    auto &right = call.reply_rights[0];
    lock_guard guard(t->lock);
    switch (call.request.which) {
    case TASK_KERNEL_PORT:
    case TASK_NAME_PORT: right = ipc_right_transit::make_send(t->port()); break;
    case TASK_HOST_PORT: right = t->host.copy_send(); break;
    case TASK_BOOTSTRAP_PORT: right = t->bootstrap.copy_send(); break;
    default: return KERN_INVALID_ARGUMENT;
    }
    return KERN_SUCCESS;
}

kern_return_t serve(mi::task_set_special_port, kobject_call<mi::task_set_special_port> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    // Moved assignment exchanges, so that the old right is released with the request, without the
    // lock.
    lock_guard guard(t->lock);
    switch (call.request.which) {
    case TASK_HOST_PORT: t->host = std::move(call.rights[0]); break;
    case TASK_BOOTSTRAP_PORT: t->bootstrap = std::move(call.rights[0]); break;
    default: return KERN_INVALID_ARGUMENT;
    }
    return KERN_SUCCESS;
}

kern_return_t serve(mi::mach_ports_register, kobject_call<mi::mach_ports_register> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    ipc_right_array &ports = call.arrays[0];
    if (ports.size() > task_registered_ports || ports.type() != MACH_MSG_TYPE_PORT_SEND)
        return KERN_INVALID_ARGUMENT;
    std::array<ipc_right_transit, task_registered_ports> fresh;
    for (uint32_t i = 0; i < ports.size(); ++i) fresh[i] = ports.take(i);
    lock_guard guard(t->lock);
    std::swap(fresh, t->registered);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::mach_ports_lookup, kobject_call<mi::mach_ports_lookup> &call) {
    const ref<task> t = target_of<task>(call);
    if (!t) return KERN_TERMINATED;
    auto ports = ipc_right_array::create(task_registered_ports, MACH_MSG_TYPE_PORT_SEND);
    if (!ports) return ports.error();
    lock_guard guard(t->lock);
    for (uint32_t i = 0; i < task_registered_ports; ++i)
        ports->put(i, t->registered[i].copy_send());
    call.reply_arrays[0] = std::move(*ports);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::task_set_exception_ports,
                    kobject_call<mi::task_set_exception_ports> &call) {
    const ref<task> t = target_of<task>(call);
    return t ? exception_ports::set(*t, call) : KERN_TERMINATED;
}
kern_return_t serve(mi::task_get_exception_ports,
                    kobject_call<mi::task_get_exception_ports> &call) {
    const ref<task> t = target_of<task>(call);
    return t ? exception_ports::get(*t, call) : KERN_TERMINATED;
}
kern_return_t serve(mi::task_swap_exception_ports,
                    kobject_call<mi::task_swap_exception_ports> &call) {
    const ref<task> t = target_of<task>(call);
    return t ? exception_ports::swap(*t, call) : KERN_TERMINATED;
}
