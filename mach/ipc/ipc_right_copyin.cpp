// Taking rights out of a space.
#include <ipc/ipc_right.hpp>

namespace {

result<ipc_right_transit> copyin_dead(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                                      uint8_t disposition, bool dead_ok) REQUIRES(space.lock) {
    const bool possible = disposition == MACH_MSG_TYPE_MOVE_SEND ||
                          disposition == MACH_MSG_TYPE_COPY_SEND ||
                          disposition == MACH_MSG_TYPE_MOVE_SEND_ONCE;
    if (!dead_ok || !possible) return error(KERN_INVALID_RIGHT);
    if (disposition != MACH_MSG_TYPE_COPY_SEND && --entry.urefs == 0) space.free(name, entry);
    return ipc_right_transit::adopt(ipc_port_dead(), ipc_right_result(disposition));
}

/// The entry's receive right, with the port in limbo. \pre ENTRY_RECEIVE
void move_receive(ipc_space &space, mach_port_name_t name, ipc_entry &entry, ipc_port &port,
                  ipc_deferred &after) REQUIRES(space.lock, port.lock) {
    port.clear_receiver();
    if (entry.type == ENTRY_SEND_RECEIVE) {
        entry.type = ENTRY_SEND;
        space.hash_insert(name, entry);
        port.acquire();
        return;
    }
    ipc_right_cancel_request(port, name, entry, after);
    space.free(name, entry);
}

/// One user reference of the entry's send right becomes a right of its own. \pre ENTRY_SEND
void move_send(ipc_space &space, mach_port_name_t name, ipc_entry &entry, ipc_port &port,
               ipc_deferred &after) REQUIRES(space.lock, port.lock) {
    if (--entry.urefs != 0) {
        ++port.send_rights;
        port.acquire();
    } else if (entry.type == ENTRY_SEND_RECEIVE) {
        entry.type = ENTRY_RECEIVE;  // its count goes with the right
        port.acquire();
    } else {
        ipc_right_cancel_request(port, name, entry, after);
        space.hash_remove(name, entry);
        space.free(name, entry);
    }
}

constexpr uint8_t needed_type(uint8_t disposition) {
    switch (disposition) {
    case MACH_MSG_TYPE_MOVE_RECEIVE:
    case MACH_MSG_TYPE_MAKE_SEND:
    case MACH_MSG_TYPE_MAKE_SEND_ONCE: return ENTRY_RECEIVE;
    case MACH_MSG_TYPE_MOVE_SEND:
    case MACH_MSG_TYPE_COPY_SEND: return ENTRY_SEND;
    case MACH_MSG_TYPE_MOVE_SEND_ONCE: return ENTRY_SEND_ONCE;
    default: return 0;
    }
}

}  // namespace

bool ipc_right_copyin_check(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                            uint8_t disposition, bool dead_ok, ipc_deferred &after) {
    ipc_right_check(space, name, entry, after);
    if (entry.type == ENTRY_DEAD_NAME)
        return dead_ok &&
               (disposition == MACH_MSG_TYPE_MOVE_SEND || disposition == MACH_MSG_TYPE_COPY_SEND ||
                disposition == MACH_MSG_TYPE_MOVE_SEND_ONCE);
    return (entry.type & needed_type(disposition)) != 0;
}

result<ipc_right_transit> ipc_right_copyin(ipc_space &space, mach_port_name_t name,
                                           ipc_entry &entry, uint8_t disposition, bool dead_ok,
                                           ipc_deferred &after) {
    ipc_right_check(space, name, entry, after);
    if (entry.type == ENTRY_DEAD_NAME) return copyin_dead(space, name, entry, disposition, dead_ok);
    if ((entry.type & needed_type(disposition)) == 0) return error(KERN_INVALID_RIGHT);

    ipc_port &port = *entry.port;
    lock_guard guard(port.lock);
    switch (disposition) {
    case MACH_MSG_TYPE_MOVE_RECEIVE:
        if (port.guarded) return error(KERN_INVALID_RIGHT);
        move_receive(space, name, entry, port, after);
        break;
    case MACH_MSG_TYPE_MAKE_SEND:
        port.make_send();
        port.acquire();
        break;
    case MACH_MSG_TYPE_MAKE_SEND_ONCE:
        ++port.send_once_rights;
        port.acquire();
        break;
    case MACH_MSG_TYPE_COPY_SEND:
        ++port.send_rights;
        port.acquire();
        break;
    case MACH_MSG_TYPE_MOVE_SEND: move_send(space, name, entry, port, after); break;
    default:  // MOVE_SEND_ONCE
        ipc_right_cancel_request(port, name, entry, after);
        space.free(name, entry);
        break;
    }
    return ipc_right_transit::adopt(&port, ipc_right_result(disposition));
}
