/// \file
/// *_set_exception_ports, _get_, _swap_: the same for tasks, threads and the host. Only for their
/// kernel routines.
#pragma once

#include <ipc/ipc_kobject.hpp>
#include <kern/exception_ports.hpp>
#include <mach/interface/task.hpp>

namespace exception_ports {

inline bool valid(const mach::interface::set_exception_ports_request &request) {
    return (request.mask & ~EXC_MASK_ALL) == 0 && request.behavior >= EXCEPTION_DEFAULT &&
           request.behavior <= EXCEPTION_STATE_IDENTITY;
}

/// Puts the actions that `mask` names into `old`, and copies of `port` in their place. `old` is to
/// be released without the lock.
inline void replace(exception_actions &actions,
                    const mach::interface::set_exception_ports_request &request,
                    const ipc_right_transit &port, exception_actions &old) {
    for (unsigned type = 1; type < EXC_TYPES_COUNT; ++type)
        if (request.mask & EXC_MASK(type)) {
            exception_action fresh{port.copy_send(), request.behavior, request.flavor};
            old[type] = std::exchange(actions[type], std::move(fresh));
        }
}

inline void copy(const exception_actions &actions, uint32_t mask, exception_actions &to) {
    for (unsigned type = 1; type < EXC_TYPES_COUNT; ++type)
        if (mask & EXC_MASK(type)) to[type] = exception_action_copy(actions[type]);
}

/// Writes the actions that `mask` names into a reply, those that are alike as one. Empties
/// `actions`.
template <class Call>
kern_return_t report(Call &call, uint32_t mask, exception_actions &actions) {
    auto ports = ipc_right_array::create(EXC_TYPES_COUNT, MACH_MSG_TYPE_PORT_SEND);
    if (!ports) return ports.error();
    auto &reply = call.reply;
    ipc_port *seen[EXC_TYPES_COUNT] = {};
    reply.count = 0;
    for (unsigned type = 1; type < EXC_TYPES_COUNT; ++type) {
        exception_action &action = actions[type];
        if (!(mask & EXC_MASK(type)) || !action.port) continue;
        uint32_t at = 0;
        while (at < reply.count &&
               !(seen[at] == &action.port.port() && reply.behaviors[at] == action.behavior &&
                 reply.flavors[at] == action.flavor))
            ++at;
        if (at == reply.count) {
            seen[at] = &action.port.port();
            reply.behaviors[at] = action.behavior;
            reply.flavors[at] = action.flavor;
            ports->put(at, std::move(action.port));
            ++reply.count;
        }
        reply.masks[at] |= EXC_MASK(type);
    }
    call.reply_arrays[0] = std::move(*ports);
    return KERN_SUCCESS;
}

/// The three routines, for an owner with `lock` and `exceptions`.
template <class Owner, class Call>
kern_return_t set(Owner &owner, Call &call) {
    if (!valid(call.request)) return KERN_INVALID_ARGUMENT;
    exception_actions old;
    lock_guard guard(owner.lock);
    replace(owner.exceptions, call.request, call.rights[0], old);
    return KERN_SUCCESS;
}
template <class Owner, class Call>
kern_return_t get(Owner &owner, Call &call) {
    exception_actions found;
    {
        lock_guard guard(owner.lock);
        copy(owner.exceptions, call.request.mask, found);
    }
    return report(call, call.request.mask, found);
}
template <class Owner, class Call>
kern_return_t swap(Owner &owner, Call &call) {
    if (!valid(call.request)) return KERN_INVALID_ARGUMENT;
    exception_actions old;
    {
        lock_guard guard(owner.lock);
        replace(owner.exceptions, call.request, call.rights[0], old);
    }
    return report(call, call.request.mask, old);
}

}  // namespace exception_ports
