#include <kern/exception_ports_serve.hpp>

namespace exception_ports {

kern_return_t replace(spinlock &lock, exception_actions *actions, const set_request &request,
                      const ipc_right_transit &port, exception_actions &old) {
    if ((request.mask & ~EXC_MASK_ALL) != 0 || request.behavior < EXCEPTION_DEFAULT ||
        request.behavior > EXCEPTION_STATE_IDENTITY)
        return KERN_INVALID_ARGUMENT;
    if (!actions) return KERN_RESOURCE_SHORTAGE;
    lock_guard guard(lock);
    for (unsigned type = 1; type < EXC_TYPES_COUNT; ++type)
        if (request.mask & EXC_MASK(type)) {
            exception_action fresh{port.copy_send(), request.behavior, request.flavor};
            old[type] = std::exchange((*actions)[type], std::move(fresh));
        }
    return KERN_SUCCESS;
}

exception_actions copy(spinlock &lock, const exception_actions *actions, uint32_t mask) {
    exception_actions to;
    if (!actions) return to;
    lock_guard guard(lock);
    for (unsigned type = 1; type < EXC_TYPES_COUNT; ++type)
        if (mask & EXC_MASK(type)) to[type] = exception_action_copy((*actions)[type]);
    return to;
}

kern_return_t report(reply &reply, ipc_right_array &to, uint32_t mask, exception_actions &actions) {
    ipc_right_transit given[EXC_TYPES_COUNT];
    reply.count = 0;
    for (unsigned type = 1; type < EXC_TYPES_COUNT; ++type) {
        exception_action &action = actions[type];
        if (!(mask & EXC_MASK(type)) || !action.port) continue;
        uint32_t at = 0;
        while (at < reply.count &&
               !(&given[at].port() == &action.port.port() &&
                 reply.behaviors[at] == action.behavior && reply.flavors[at] == action.flavor))
            ++at;
        if (at == reply.count) {
            reply.behaviors[at] = action.behavior;
            reply.flavors[at] = action.flavor;
            given[at] = std::move(action.port);
            ++reply.count;
        }
        reply.masks[at] |= EXC_MASK(type);
    }
    auto ports = ipc_right_array::create(reply.count, MACH_MSG_TYPE_PORT_SEND);
    if (!ports) return ports.error();
    for (uint32_t at = 0; at < reply.count; ++at) ports->put(at, std::move(given[at]));
    to = std::move(*ports);
    return KERN_SUCCESS;
}

}  // namespace exception_ports
