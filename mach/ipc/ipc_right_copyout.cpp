// Putting rights into a space.
#include <ipc/ipc_right.hpp>

namespace {

/// The entry that the space has for this port already, if it is one that the right would merge
/// with.
ipc_space::allocation existing(ipc_space &space, const ipc_port &port, uint8_t type)
    REQUIRES(space.lock, port.lock) {
    if (type == MACH_MSG_TYPE_PORT_SEND_ONCE) return {nullptr, MACH_PORT_NULL};
    if (port.received_by(space)) return {space.lookup(port.name), port.name};
    return space.find_send(&port);
}

/// Merges the right into `entry`, which already denotes the port or is fresh (ENTRY_FREE).
kern_return_t merge(ipc_space &space, mach_port_name_t name, ipc_entry &entry, ipc_port &port,
                    uint8_t type, bool overflow_ok, ipc_deferred &after)
    REQUIRES(space.lock, port.lock) {
    const bool fresh = entry.type == ENTRY_FREE;
    if (type == MACH_MSG_TYPE_PORT_SEND && (entry.type & ENTRY_SEND) != 0) {
        if (entry.overflows(1) && !overflow_ok) return KERN_UREFS_OVERFLOW;
        if (!entry.overflows(1)) ++entry.urefs;
        --port.send_rights;  // not the last: the entry has one
        after.release(&port);
        return KERN_SUCCESS;
    }
    if (!fresh) after.release(&port);  // the entry has a reference
    entry.port = &port;
    switch (type) {
    case MACH_MSG_TYPE_PORT_SEND:
        entry.urefs = 1;
        if (fresh) {
            entry.type = ENTRY_SEND;
            space.hash_insert(name, entry);
        } else {
            entry.type = ENTRY_SEND_RECEIVE;
        }
        break;
    case MACH_MSG_TYPE_PORT_SEND_ONCE:
        entry.urefs = 1;
        entry.type = ENTRY_SEND_ONCE;
        break;
    default:
        if (!fresh) space.hash_remove(name, entry);
        entry.type = fresh ? ENTRY_RECEIVE : ENTRY_SEND_RECEIVE;
        if (ipc_port *destination = port.leave_transit()) after.release(destination);
        port.set_receiver(space, name);
        break;
    }
    return KERN_SUCCESS;
}

/// A right to a dead port goes; only its name, MACH_PORT_DEAD, arrives.
void drop_dead(ipc_port &port, uint8_t type, ipc_deferred &after) REQUIRES(port.lock) {
    --(type == MACH_MSG_TYPE_PORT_SEND ? port.send_rights : port.send_once_rights);
    after.release(&port);
}

}  // namespace

result<mach_port_name_t> ipc_right_copyout(ipc_space &space, ipc_right_transit &right,
                                           bool overflow_ok, ipc_deferred &after) {
    if (!right) {
        const bool dead = right.is_dead();
        (void)right.leak();
        return dead ? MACH_PORT_DEAD : MACH_PORT_NULL;
    }
    if (!space.active()) return error(KERN_INVALID_TASK);
    ipc_port &port = right.port();
    lock_guard guard(port.lock);
    if (!port.active()) {
        drop_dead(port, right.type(), after);
        (void)right.leak();
        return MACH_PORT_DEAD;
    }
    ipc_space::allocation place = existing(space, port, right.type());
    if (place.entry == nullptr) place = TRY(space.allocate());
    const kern_return_t kr =
        merge(space, place.name, *place.entry, port, right.type(), overflow_ok, after);
    if (kr != KERN_SUCCESS) return error(kr);
    (void)right.leak();
    return place.name;
}

kern_return_t ipc_right_copyout_name(ipc_space &space, mach_port_name_t name,
                                     ipc_right_transit &right, ipc_deferred &after) {
    if (!right) return KERN_INVALID_CAPABILITY;
    if (!space.active()) return KERN_INVALID_TASK;
    ipc_port &port = right.port();
    lock_guard guard(port.lock);
    if (!port.active()) return KERN_INVALID_CAPABILITY;
    const ipc_space::allocation place = existing(space, port, right.type());
    ipc_entry *entry = place.entry;
    if (entry != nullptr) {
        if (place.name != name) return KERN_RIGHT_EXISTS;
    } else {
        if (space.lookup(name) != nullptr) return KERN_NAME_EXISTS;
        auto fresh = space.allocate(name);
        if (!fresh) return fresh.error();
        entry = *fresh;
    }
    const kern_return_t kr = merge(space, name, *entry, port, right.type(), false, after);
    if (kr == KERN_SUCCESS) (void)right.leak();
    return kr;
}
