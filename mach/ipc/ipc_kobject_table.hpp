/// \file
/// From a kernel object's type and a message id to what serves it.
#pragma once

#include <cstdint>

#include <ipc/ipc_kobject.hpp>

class ipc_kmsg;
class thread;

/// One routine, as the dispatch sees it.
struct kobject_entry {
    /// Checks `request` against the declaration, serves it and completes `reply`'s body and
    /// descriptors (header too).
    /// \return the routine's result; on failure `reply` is untouched. KERN_PAGE_WAIT: nothing has
    /// happened, call again later.
    kern_return_t (*serve)(ipc_port &port, thread &caller, ipc_kmsg &request, ipc_kmsg *reply);
    uint32_t reply_size;  ///< largest, in bytes; 0: no reply
    const char *name;
};

/// The routine that message `id` means to a port of this type, or null.
const kobject_entry *ipc_kobject_find(kobject_type type, mach_msg_id_t id);
/// The type's handlers of untyped messages, or null.
const ipc_kobject_raw *ipc_kobject_raw_of(kobject_type type);
/// If the send-once right `notify` leads to the kernel, consumes it and tells the object behind it,
/// when its type wants to know, of the notification `id`. \return false when it does not. No lock
/// held.
[[nodiscard]] bool ipc_kobject_notification(ipc_port *notify, mach_msg_id_t id);
