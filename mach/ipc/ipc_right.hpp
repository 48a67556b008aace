/// \file
/// Right arithmetic: what each operation does to an entry of a space and to the port behind it
/// (Mach 3 reference, "Port rights"). All run under the space's lock, take the port's inside, and
/// leave notifications, references and deaths to `after`.
#pragma once

#include <ipc/ipc_deferred.hpp>
#include <ipc/ipc_port.hpp>
#include <ipc/ipc_right_transit.hpp>
#include <ipc/ipc_space.hpp>
#include <mach/message.h>

/// If the port behind a send or send-once entry died, makes the entry a dead name (one user
/// reference more if a dead-name notification was requested, which the notification carries).
/// \return true when it did.
bool ipc_right_check(ipc_space &space, mach_port_name_t name, ipc_entry &entry, ipc_deferred &after)
    REQUIRES(space.lock);

/// mach_port_deallocate: one user reference of a send, send-once or dead right. KERN_INVALID_RIGHT
[[nodiscard]] kern_return_t ipc_right_deallocate(ipc_space &space, mach_port_name_t name,
                                                 ipc_entry &entry, ipc_deferred &after)
    REQUIRES(space.lock);
/// mach_port_destroy: everything that the name denotes. Frees the entry.
void ipc_right_destroy(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                       ipc_deferred &after) REQUIRES(space.lock);
/// mach_port_mod_refs. KERN_INVALID_RIGHT, KERN_INVALID_VALUE, KERN_UREFS_OVERFLOW
[[nodiscard]] kern_return_t ipc_right_delta(ipc_space &space, mach_port_name_t name,
                                            ipc_entry &entry, mach_port_right_t right,
                                            mach_port_delta_t delta, ipc_deferred &after)
    REQUIRES(space.lock);
/// mach_port_rename's core: `to` is a fresh entry, `from` is freed.
void ipc_right_rename(ipc_space &space, mach_port_name_t from_name, ipc_entry &from,
                      mach_port_name_t to_name, ipc_entry &to, ipc_deferred &after)
    REQUIRES(space.lock);

/// mach_port_type: MACH_PORT_TYPE_* bits, after ipc_right_check.
mach_port_type_t ipc_right_type(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                                ipc_deferred &after) REQUIRES(space.lock);
/// The same with user references, for listings.
uint32_t ipc_right_urefs(const ipc_entry &entry, mach_port_right_t right);

/// Could `disposition` be taken from this entry? Dead rights count as possible when `dead_ok`.
[[nodiscard]] bool ipc_right_copyin_check(ipc_space &space, mach_port_name_t name, ipc_entry &entry,
                                          uint8_t disposition, bool dead_ok, ipc_deferred &after)
    REQUIRES(space.lock);
/// Takes a right out of a space for a message: `disposition` MACH_MSG_TYPE_MOVE_*, COPY_SEND,
/// MAKE_*. May free the entry.
/// \return the right (dead when `dead_ok` and it is), or KERN_INVALID_RIGHT with nothing changed.
[[nodiscard]] result<ipc_right_transit> ipc_right_copyin(ipc_space &space, mach_port_name_t name,
                                                         ipc_entry &entry, uint8_t disposition,
                                                         bool dead_ok, ipc_deferred &after)
    REQUIRES(space.lock);
/// The kind of right (MACH_MSG_TYPE_PORT_*) that a disposition gives; 0 when it is none.
constexpr uint8_t ipc_right_result(uint8_t disposition) {
    switch (disposition) {
    case MACH_MSG_TYPE_MOVE_RECEIVE: return MACH_MSG_TYPE_PORT_RECEIVE;
    case MACH_MSG_TYPE_MOVE_SEND:
    case MACH_MSG_TYPE_COPY_SEND:
    case MACH_MSG_TYPE_MAKE_SEND: return MACH_MSG_TYPE_PORT_SEND;
    case MACH_MSG_TYPE_MOVE_SEND_ONCE:
    case MACH_MSG_TYPE_MAKE_SEND_ONCE: return MACH_MSG_TYPE_PORT_SEND_ONCE;
    default: return 0;
    }
}

/// Puts a right into a space, under the name it already has there or a new one. Null gives
/// MACH_PORT_NULL, a dead port MACH_PORT_DEAD. With `overflow_ok` too many user references of a
/// send right are swallowed. On failure (KERN_INVALID_TASK, KERN_NO_SPACE, KERN_RESOURCE_SHORTAGE,
/// KERN_UREFS_OVERFLOW) the right stays the caller's.
[[nodiscard]] result<mach_port_name_t> ipc_right_copyout(ipc_space &space, ipc_right_transit &right,
                                                         bool overflow_ok, ipc_deferred &after)
    REQUIRES(space.lock);
/// The same under a given name (mach_port_insert_right). Also KERN_NAME_EXISTS, KERN_RIGHT_EXISTS,
/// KERN_INVALID_CAPABILITY (dead).
[[nodiscard]] kern_return_t ipc_right_copyout_name(ipc_space &space, mach_port_name_t name,
                                                   ipc_right_transit &right, ipc_deferred &after)
    REQUIRES(space.lock);

/// mach_port_request_notification for dead-name and send-possible. `notify` is a send-once right or
/// null (cancel); consumed on success only. \return the right of the request that it replaces,
/// maybe null.
[[nodiscard]] result<ipc_right_transit> ipc_right_request(ipc_space &space, mach_port_name_t name,
                                                          ipc_entry &entry, bool immediate,
                                                          bool send_possible,
                                                          ipc_right_transit &notify,
                                                          ipc_deferred &after) REQUIRES(space.lock);

// For the operations' implementation:

/// Withdraws an entry's request; its right goes with a port-deleted notification. Port locked,
/// alive.
void ipc_right_cancel_request(ipc_port &port, mach_port_name_t name, ipc_entry &entry,
                              ipc_deferred &after) REQUIRES(port.lock);
