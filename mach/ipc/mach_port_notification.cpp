// mach_port_request_notification.
#include <utility>

#include <ipc/ipc_port_task.hpp>
#include <ipc/mach_port.hpp>
#include <mach/interface/port.hpp>

using namespace mach::interface;

namespace {

/// Exchanges a send-once right that a port keeps. \return the one before
ipc_right_transit exchange(ipc_port *&slot, ipc_right_transit &notify) {
    ipc_port *const before = std::exchange(
        slot, ipc_port_valid(notify ? &notify.port() : nullptr) ? notify.leak() : nullptr);
    return ipc_right_transit::adopt(before, MACH_MSG_TYPE_PORT_SEND_ONCE);
}

/// When there are no send rights now, and none were made since the caller last knew, the
/// notification comes at once.
void request_no_senders(ipc_port &port, mach_port_mscount_t sync, ipc_right_transit &notify,
                        ipc_right_transit &previous, ipc_deferred &after) REQUIRES(port.lock) {
    if (notify && port.send_rights == 0 && sync <= port.make_send_count) {
        ipc_port *const right = notify.leak();
        previous = exchange(port.no_senders, notify);
        after.no_senders(right, port.make_send_count);
    } else {
        previous = exchange(port.no_senders, notify);
    }
}

}  // namespace

kern_return_t serve(mach_port_request_notification,
                    kobject_call<mach_port_request_notification> &call) {
    const auto &request = call.request;
    ipc_right_transit &notify = call.rights[0];
    ipc_right_transit &previous = call.reply_rights[0];
    if (notify.is_dead()) return KERN_INVALID_CAPABILITY;
    const kern_return_t kr = on_space(call, [&](ipc_space &space) -> kern_return_t {
        ipc_deferred after;
        switch (request.id) {
        case MACH_NOTIFY_NO_SENDERS:
            return port_ops::with_receive(
                space, request.name, [&](ipc_port &port) REQUIRES(port.lock) {
                    request_no_senders(port, request.sync, notify, previous, after);
                    return KERN_SUCCESS;
                });
        case MACH_NOTIFY_PORT_DESTROYED:
            if (request.sync != 0) return KERN_INVALID_VALUE;
            return port_ops::with_receive(space, request.name,
                                          [&](ipc_port &port) REQUIRES(port.lock) {
                                              previous = exchange(port.port_destroyed, notify);
                                              return KERN_SUCCESS;
                                          });
        case MACH_NOTIFY_DEAD_NAME:
        case MACH_NOTIFY_SEND_POSSIBLE: {
            lock_guard guard(space.lock);
            if (!space.active()) return KERN_INVALID_TASK;
            ipc_entry *entry = space.lookup(request.name);
            if (entry == nullptr) return KERN_INVALID_NAME;
            auto before = ipc_right_request(space, request.name, *entry, request.sync != 0,
                                            request.id == MACH_NOTIFY_SEND_POSSIBLE, notify, after);
            if (!before) return before.error();
            previous = std::move(*before);
            return KERN_SUCCESS;
        }
        default: return KERN_INVALID_VALUE;
        }
    });
    if (previous.is_null())
        previous = ipc_right_transit::adopt(nullptr, MACH_MSG_TYPE_PORT_SEND_ONCE);
    return kr;
}
