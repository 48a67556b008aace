/// \file
/// *_set_exception_ports, _get_, _swap_: the same for tasks, threads and the host. Only for their
/// kernel routines.
#pragma once

#include <ipc/ipc_kobject.hpp>
#include <kern/exception_ports.hpp>
#include <mach/interface/task.hpp>

namespace exception_ports {

using set_request = mach::interface::set_exception_ports_request;
using reply = mach::interface::exception_ports_reply;

/// Puts copies of `port` in the places that the request names, and what was there into `old`.
/// `lock` guards `actions` and is not held. KERN_INVALID_ARGUMENT; KERN_RESOURCE_SHORTAGE when
/// there are none.
kern_return_t replace(spinlock &lock, exception_actions *actions, const set_request &request,
                      const ipc_right_transit &port, exception_actions &old);
/// Copies of the actions that `mask` names, if there are any. `lock` as above.
exception_actions copy(spinlock &lock, const exception_actions *actions, uint32_t mask);
/// Writes the actions that `mask` names into a reply, those that are alike as one. Empties
/// `actions`. KERN_RESOURCE_SHORTAGE
kern_return_t report(reply &reply, ipc_right_array &to, uint32_t mask, exception_actions &actions);

/// An owner's actions to read and to set; null where there are none, and no memory for any.
inline exception_actions *to_read(exception_actions &actions) { return &actions; }
inline exception_actions *to_read(own_exception_actions &actions) { return actions.get(); }
inline exception_actions *to_set(exception_actions &actions) { return &actions; }
inline exception_actions *to_set(own_exception_actions &actions) { return actions.make(); }

/// The three routines, for an owner with `lock` and `exceptions`. The functions above take the
/// lock, which the analysis cannot see.
template <class Owner, class Call>
kern_return_t set(Owner &owner, Call &call) NO_THREAD_SAFETY_ANALYSIS {
    exception_actions old;
    return replace(owner.lock, to_set(owner.exceptions), call.request, call.rights[0], old);
}
template <class Owner, class Call>
kern_return_t get(Owner &owner, Call &call) NO_THREAD_SAFETY_ANALYSIS {
    exception_actions found = copy(owner.lock, to_read(owner.exceptions), call.request.mask);
    return report(call.reply, call.reply_arrays[0], call.request.mask, found);
}
template <class Owner, class Call>
kern_return_t swap(Owner &owner, Call &call) NO_THREAD_SAFETY_ANALYSIS {
    exception_actions old;
    const kern_return_t kr =
        replace(owner.lock, to_set(owner.exceptions), call.request, call.rights[0], old);
    return kr != KERN_SUCCESS ? kr
                              : report(call.reply, call.reply_arrays[0], call.request.mask, old);
}

}  // namespace exception_ports
