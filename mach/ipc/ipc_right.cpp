// Dropping rights, and what a name denotes.
#include <ipc/ipc_right.hpp>

#include <utility>

namespace {

/// The entry's last user reference to its send right is gone.
void drop_send_entry(ipc_space &space, mach_port_name_t name, ipc_entry &entry, ipc_port &port,
                     ipc_deferred &after) REQUIRES(space.lock, port.lock) {
    port.drop_send(after);
    entry.urefs = 0;
    if (entry.type == ENTRY_SEND_RECEIVE) {
        entry.type = ENTRY_RECEIVE;
        return;
    }
    ipc_right_cancel_request(port, name, entry, after);
    space.hash_remove(name, entry);
    space.free(name, entry);
    after.release(&port);
}

/// The same for a send-once right.
void drop_send_once_entry(ipc_space &space, mach_port_name_t name, ipc_entry &entry, ipc_port &port,
                          ipc_deferred &after) REQUIRES(space.lock, port.lock) {
    ipc_right_cancel_request(port, name, entry, after);
    space.free(name, entry);
    after.send_once(&port);
}

/// The port died or is about to: its dead-name notification will carry one more reference to the
/// name.
void take_request_reference(ipc_entry &entry) {
    ipc_request *request = std::exchange(entry.request, nullptr);
    if (request == nullptr) return;
    if (!request->spent && !entry.overflows(1)) ++entry.urefs;
    ipc_request_release(request);
}

/// The entry's receive right goes; a send right beside it becomes a dead name. The entry's
/// reference goes with the port.
void drop_receive_entry(ipc_space &space, mach_port_name_t name, ipc_entry &entry, ipc_port &port,
                        bool keep_dead_name, ipc_deferred &after) REQUIRES(space.lock, port.lock) {
    const bool with_send = entry.type == ENTRY_SEND_RECEIVE;
    port.clear_receiver();
    if (with_send) port.drop_send(after);
    if (with_send && keep_dead_name) {
        take_request_reference(entry);
        entry.type = ENTRY_DEAD_NAME;
    } else {
        ipc_right_cancel_request(port, name, entry, after);
        space.free(name, entry);
    }
    after.destroy(&port);
}

void drop_dead_name(ipc_space &space, mach_port_name_t name, ipc_entry &entry)
    REQUIRES(space.lock) {
    if (--entry.urefs == 0) space.free(name, entry);
}

/// \return false when the port is dead and the entry must become a dead name first.
bool deallocate_live(ipc_space &space, mach_port_name_t name, ipc_entry &entry, ipc_deferred &after)
    REQUIRES(space.lock) {
    ipc_port &port = *entry.port;
    lock_guard guard(port.lock);
    if (!port.active()) return false;
    if (entry.type == ENTRY_SEND_ONCE)
        drop_send_once_entry(space, name, entry, port, after);
    else if (--entry.urefs == 0)
        drop_send_entry(space, name, entry, port, after);
    return true;
}

bool destroy_live(ipc_space &space, mach_port_name_t name, ipc_entry &entry, ipc_deferred &after)
    REQUIRES(space.lock) {
    ipc_port &port = *entry.port;
    lock_guard guard(port.lock);
    if (!port.active()) return false;
    if (entry.type & ENTRY_RECEIVE)
        drop_receive_entry(space, name, entry, port, false, after);
    else if (entry.type == ENTRY_SEND_ONCE)
        drop_send_once_entry(space, name, entry, port, after);
    else
        drop_send_entry(space, name, entry, port, after);
    return true;
}

kern_return_t change_send(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                          mach_port_delta_t delta, ipc_deferred &after) REQUIRES(space.lock) {
    if (ipc_right_check(space, name, entry, after) || (entry.type & ENTRY_SEND) == 0)
        return KERN_INVALID_RIGHT;
    const int64_t urefs = int64_t{entry.urefs} + delta;
    if (urefs < 0) return KERN_INVALID_VALUE;
    if (delta > 0 && urefs >= ipc_entry::urefs_max) return KERN_UREFS_OVERFLOW;
    if (urefs == 0) {
        ipc_port &port = *entry.port;
        lock_guard guard(port.lock);
        drop_send_entry(space, name, entry, port, after);
        return KERN_SUCCESS;
    }
    entry.urefs = static_cast<uint16_t>(urefs);
    return KERN_SUCCESS;
}

kern_return_t change_dead_name(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                               mach_port_delta_t delta, ipc_deferred &after) REQUIRES(space.lock) {
    ipc_right_check(space, name, entry, after);
    if (entry.type != ENTRY_DEAD_NAME) return KERN_INVALID_RIGHT;
    const int64_t urefs = int64_t{entry.urefs} + delta;
    if (urefs < 0) return KERN_INVALID_VALUE;
    if (delta > 0 && urefs >= ipc_entry::urefs_max) return KERN_UREFS_OVERFLOW;
    entry.urefs = static_cast<uint16_t>(urefs);
    if (urefs == 0) space.free(name, entry);
    return KERN_SUCCESS;
}

}  // namespace

void ipc_right_cancel_request(ipc_port &port, mach_port_name_t name, ipc_entry &entry,
                              ipc_deferred &after) {
    ipc_request *request = std::exchange(entry.request, nullptr);
    if (request == nullptr) return;
    if (port.active()) {  // a dead port's requests are the reaper's
        port.requests.erase(port.requests.iterator_to(*request));
        if (!request->spent) after.port_deleted(request->notify, name);
        ipc_request_release(request);
    }
    ipc_request_release(request);
}

bool ipc_right_check(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                     ipc_deferred &after) {
    if (entry.type != ENTRY_SEND && entry.type != ENTRY_SEND_ONCE) return false;
    ipc_port &port = *entry.port;
    {
        lock_guard guard(port.lock);
        if (port.active()) return false;
        --(entry.type == ENTRY_SEND ? port.send_rights : port.send_once_rights);
    }
    if (entry.type == ENTRY_SEND) space.hash_remove(name, entry);
    take_request_reference(entry);
    entry.type = ENTRY_DEAD_NAME;
    after.release(&port);
    return true;
}

kern_return_t ipc_right_deallocate(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                                   ipc_deferred &after) {
    if (entry.type == ENTRY_PORT_SET || entry.type == ENTRY_RECEIVE) return KERN_INVALID_RIGHT;
    if (entry.type != ENTRY_DEAD_NAME && deallocate_live(space, name, entry, after))
        return KERN_SUCCESS;
    ipc_right_check(space, name, entry, after);
    drop_dead_name(space, name, entry);
    return KERN_SUCCESS;
}

void ipc_right_destroy(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                       ipc_deferred &after) {
    if (entry.type == ENTRY_PORT_SET) {
        after.destroy(entry.set);
        space.free(name, entry);
        return;
    }
    if (entry.type != ENTRY_DEAD_NAME && destroy_live(space, name, entry, after)) return;
    ipc_right_check(space, name, entry, after);
    space.free(name, entry);
}

kern_return_t ipc_right_delta(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                              mach_port_right_t right, mach_port_delta_t delta,
                              ipc_deferred &after) {
    switch (right) {
    case MACH_PORT_RIGHT_SEND: return change_send(space, name, entry, delta, after);
    case MACH_PORT_RIGHT_DEAD_NAME: return change_dead_name(space, name, entry, delta, after);
    case MACH_PORT_RIGHT_SEND_ONCE:
        if (ipc_right_check(space, name, entry, after) || entry.type != ENTRY_SEND_ONCE)
            return KERN_INVALID_RIGHT;
        break;
    case MACH_PORT_RIGHT_RECEIVE:
        if ((entry.type & ENTRY_RECEIVE) == 0) return KERN_INVALID_RIGHT;
        break;
    case MACH_PORT_RIGHT_PORT_SET:
        if (entry.type != ENTRY_PORT_SET) return KERN_INVALID_RIGHT;
        break;
    default: return KERN_INVALID_VALUE;
    }
    // These rights have no user references: one is all that can be taken.
    if (delta == 0) return KERN_SUCCESS;
    if (delta != -1) return KERN_INVALID_VALUE;
    if (right == MACH_PORT_RIGHT_RECEIVE) {
        ipc_port &port = *entry.port;
        lock_guard guard(port.lock);
        if (port.guarded) return KERN_INVALID_RIGHT;
        drop_receive_entry(space, name, entry, port, true, after);
    } else {
        ipc_right_destroy(space, name, entry, after);
    }
    return KERN_SUCCESS;
}

mach_port_type_t ipc_right_type(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                                ipc_deferred &after) {
    ipc_right_check(space, name, entry, after);
    mach_port_type_t type = static_cast<mach_port_type_t>(entry.type) << 16;
    if (entry.request != nullptr && !entry.request->spent)
        type |= entry.request->send_possible ? MACH_PORT_TYPE_SPREQUEST : MACH_PORT_TYPE_DNREQUEST;
    return type;
}

uint32_t ipc_right_urefs(const ipc_entry &entry, mach_port_right_t right) {
    if ((entry.type & (1u << right)) == 0) return 0;
    return right == MACH_PORT_RIGHT_SEND || right == MACH_PORT_RIGHT_DEAD_NAME ? entry.urefs : 1;
}
