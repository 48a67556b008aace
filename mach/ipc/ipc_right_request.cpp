// Dead-name and send-possible requests, and renaming.
#include <ipc/ipc_right.hpp>

#include <utility>

namespace {

result<ipc_right_transit> request_dead(ipc_space &space, ipc_entry &entry, mach_port_name_t name,
                                       bool immediate, ipc_right_transit &notify,
                                       ipc_deferred &after) REQUIRES(space.lock) {
    if (entry.type != ENTRY_DEAD_NAME) return error(KERN_INVALID_RIGHT);
    if (!immediate || !notify) return error(KERN_INVALID_ARGUMENT);
    if (entry.overflows(1)) return error(KERN_UREFS_OVERFLOW);
    ++entry.urefs;
    after.dead_name(notify.leak(), name);
    return ipc_right_transit();
}

/// Replaces the entry's request, or withdraws it when `notify` is null.
result<ipc_right_transit> request_live(mach_port_name_t name, ipc_entry &entry, ipc_port &port,
                                       bool immediate, bool send_possible,
                                       ipc_right_transit &notify, ipc_deferred &after)
    REQUIRES(port.lock) {
    const bool now =
        send_possible && immediate && notify && port.message_count < port.message_limit;
    ipc_request *request = nullptr;
    if (notify && !now) {
        request = ipc_request_create(&notify.port(), name, send_possible);
        if (request == nullptr) return error(KERN_RESOURCE_SHORTAGE);
    }
    ipc_port *const right = notify.leak();
    ipc_port *previous = nullptr;
    if (entry.request != nullptr) {
        previous = entry.request->notify;
        port.requests.erase(port.requests.iterator_to(*entry.request));
        ipc_request_release(entry.request);
        ipc_request_release(entry.request);
    }
    entry.request = request;
    if (now) {
        after.send_possible(right, name);
    } else if (request != nullptr) {
        request->armed = send_possible && immediate;
        if (request->armed)
            port.requests.push_front(*request);
        else
            port.requests.push_back(*request);
    }
    return ipc_right_transit::adopt(previous, MACH_MSG_TYPE_PORT_SEND_ONCE);
}

}  // namespace

result<ipc_right_transit> ipc_right_request(ipc_space &space, mach_port_name_t name,
                                            ipc_entry &entry, bool immediate, bool send_possible,
                                            ipc_right_transit &notify, ipc_deferred &after) {
    while (true) {
        ipc_right_check(space, name, entry, after);
        if ((entry.type & ENTRY_PORT) == 0)
            return request_dead(space, entry, name, immediate, notify, after);
        ipc_port &port = *entry.port;
        lock_guard guard(port.lock);
        if (port.active())
            return request_live(name, entry, port, immediate, send_possible, notify, after);
    }
}

void ipc_right_rename(ipc_space &space, mach_port_name_t from_name, ipc_entry &from,
                      mach_port_name_t to_name, ipc_entry &to, ipc_deferred &after) {
    ipc_right_check(space, from_name, from, after);
    if (from.type == ENTRY_SEND) space.hash_remove(from_name, from);
    to.port = from.port;
    to.request = std::exchange(from.request, nullptr);
    to.urefs = from.urefs;
    to.type = from.type;
    if (to.type == ENTRY_SEND) space.hash_insert(to_name, to);
    if ((to.type & ENTRY_PORT) != 0) {
        lock_guard guard(to.port->lock);
        if ((to.type & ENTRY_RECEIVE) != 0) to.port->name = to_name;
        if (to.request != nullptr && to.port->active()) to.request->name = to_name;
    }
    space.free(from_name, from);
}
