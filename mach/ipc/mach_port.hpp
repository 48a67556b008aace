/// \file
/// The mach_port_* operations on a space, below both the kernel routines and the traps. All take
/// their locks themselves.
#pragma once

#include <ipc/ipc_right.hpp>
#include <ipc/ipc_space.hpp>

namespace port_ops {

/// A new receive right, port set or dead name. KERN_INVALID_VALUE for another right.
[[nodiscard]] result<mach_port_name_t> allocate(ipc_space &space, mach_port_right_t right);
/// The same under a given name.
[[nodiscard]] kern_return_t allocate_name(ipc_space &space, mach_port_right_t right,
                                          mach_port_name_t name);
[[nodiscard]] kern_return_t deallocate(ipc_space &space, mach_port_name_t name);
[[nodiscard]] kern_return_t destroy(ipc_space &space, mach_port_name_t name);
[[nodiscard]] kern_return_t mod_refs(ipc_space &space, mach_port_name_t name,
                                     mach_port_right_t right, mach_port_delta_t delta);
[[nodiscard]] kern_return_t insert_member(ipc_space &space, mach_port_name_t member,
                                          mach_port_name_t set);
[[nodiscard]] kern_return_t extract_member(ipc_space &space, mach_port_name_t member,
                                           mach_port_name_t set);
/// Out of all sets and into `set`, unless that is null.
[[nodiscard]] kern_return_t move_member(ipc_space &space, mach_port_name_t member,
                                        mach_port_name_t set);
/// Takes `right` over on success.
[[nodiscard]] kern_return_t insert_right(ipc_space &space, mach_port_name_t name,
                                         ipc_right_transit &right);
/// A right out of `space` (the reverse of insert_right).
[[nodiscard]] result<ipc_right_transit> extract_right(ipc_space &space, mach_port_name_t name,
                                                      uint8_t disposition);

/// Calls `use(port)` with the port locked whose receive right `name` denotes. KERN_INVALID_NAME,
/// KERN_INVALID_RIGHT (The analysis cannot tell that the port which `use` requires locked is this
/// one.)
template <class Use>
kern_return_t with_receive(ipc_space &space, mach_port_name_t name,
                           Use use) NO_THREAD_SAFETY_ANALYSIS {
    lock_guard guard(space.lock);
    if (!space.active()) return KERN_INVALID_TASK;
    ipc_entry *entry = space.lookup(name);
    if (entry == nullptr) return KERN_INVALID_NAME;
    if ((entry->type & ENTRY_RECEIVE) == 0) return KERN_INVALID_RIGHT;
    lock_guard port_guard(entry->port->lock);
    return use(*entry->port);
}

}  // namespace port_ops
