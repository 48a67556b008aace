/// \file
/// The exception-port calls, which tasks, threads and the host share.
#pragma once

#include "call.hpp"

namespace libmach {

template <class Routine>
kern_return_t set_exception_ports(exchange<Routine> &x, mach_port_t target, exception_mask_t mask,
                                  mach_port_t port, exception_behavior_t behavior,
                                  thread_state_flavor_t flavor) {
    x.request() = {.port = copy_send(port), .mask = mask, .behavior = behavior, .flavor = flavor};
    return x.call(target);
}

/// \param count in: entries of room; out: entries given.
template <class Reply>
kern_return_t give_exception_ports(const Reply &reply, exception_mask_array_t masks,
                                   mach_msg_type_number_t *count, mach_port_array_t ports,
                                   exception_behavior_array_t behaviors,
                                   exception_flavor_array_t flavors) {
    const auto *names = reinterpret_cast<const mach_port_t *>(reply.ports.address);
    const bool fits =
        reply.count <= *count && reply.count <= EXC_TYPES_COUNT && reply.count == reply.ports.count;
    if (fits) {
        for (uint32_t i = 0; i < reply.count; ++i) {
            masks[i] = reply.masks[i];
            ports[i] = names[i];
            behaviors[i] = reply.behaviors[i];
            flavors[i] = reply.flavors[i];
        }
        *count = reply.count;
    } else {
        for (uint32_t i = 0; i < reply.ports.count; ++i)
            if (MACH_PORT_VALID(names[i]))
                (void)mach_port_deallocate_trap(mach_task_self(), names[i]);
    }
    if (reply.ports.count != 0)
        (void)mach_vm_deallocate_trap(mach_task_self(), reply.ports.address,
                                      reply.ports.count * sizeof(mach_port_t));
    return fits ? KERN_SUCCESS : KERN_INVALID_ARGUMENT;
}

}  // namespace libmach
