/// \file
/// From a kernel object's type and a message id to what serves it.
#pragma once

#include <cstdint>

#include <ipc/ipc_kobject.hpp>

class ipc_kmsg;
class thread;

/// What a body is on the wire (<mach/rpc.hpp>), as data: one function checks the messages of every
/// routine. Sizes are in bytes and count from the message's header on.
struct kobject_shape {
    uint16_t fixed = 0;     ///< up to the first variable item, or the end
    uint16_t max = 0;       ///< of the largest message; 0: there is no message
    uint16_t item = 0;      ///< size of a variable item; 0: there are none
    uint16_t capacity = 0;  ///< most variable items
    uint8_t count = 0;      ///< descriptors
    mach::rpc::descriptor_kind kinds[kobject_descriptors::max] = {};
};

/// One routine, as the dispatch sees it.
struct kobject_entry {
    /// Serves a request that has the right shape, into a reply that is all zeros.
    kern_return_t (*serve)(const kobject_frame &frame);
    kobject_shape request, reply;
};

/// Checks `request` against the declaration, serves it and completes `reply`'s body and descriptors
/// (header too). `reply` has room for entry.reply.max bytes, and is null when that is 0.
/// \return the routine's result; on failure `reply` holds nothing. KERN_PAGE_WAIT: nothing has
/// happened, call again later.
[[nodiscard]] kern_return_t ipc_kobject_serve(const kobject_entry &entry, ipc_port &port,
                                              thread &caller, ipc_kmsg &request, ipc_kmsg *reply);
/// The routine that message `id` means to a port of this type, or null.
const kobject_entry *ipc_kobject_find(kobject_type type, mach_msg_id_t id);
/// Does the type have handlers of untyped messages?
[[nodiscard]] constexpr bool ipc_kobject_is_raw(kobject_type type) {
    using enum kobject_type;
    constexpr auto bit = [](kobject_type one) { return 1u << static_cast<unsigned>(one); };
    constexpr unsigned raw = bit(exception_reply) | bit(memory_object) | bit(memory_object_proxy) |
                             bit(memory_object_control) | bit(semaphore) | bit(dma);
    return (raw >> static_cast<unsigned>(type) & 1) != 0;
}
/// These, or null.
const ipc_kobject_raw *ipc_kobject_raw_of(kobject_type type);
/// If the send-once right `notify` leads to the kernel, consumes it and tells the object behind it,
/// when its type wants to know, of the notification `id`. \return false when it does not. No lock
/// held.
[[nodiscard]] bool ipc_kobject_notification(ipc_port *notify, mach_msg_id_t id);
