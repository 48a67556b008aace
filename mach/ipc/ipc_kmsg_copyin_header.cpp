#include <ipc/ipc_kmsg_copyin.hpp>
#include <ipc/ipc_right.hpp>

namespace {

constexpr bool sends(uint32_t disposition) {
    return disposition >= MACH_MSG_TYPE_MOVE_SEND && disposition <= MACH_MSG_TYPE_MAKE_SEND_ONCE;
}
constexpr bool moves(uint32_t disposition) {
    return disposition == MACH_MSG_TYPE_MOVE_SEND || disposition == MACH_MSG_TYPE_MOVE_SEND_ONCE;
}

/// One name for both rights: can both be had from the one entry?
bool both_possible(const ipc_entry &entry, uint32_t dest, uint32_t reply) {
    if (!moves(dest) || dest != reply) return true;
    return dest == MACH_MSG_TYPE_MOVE_SEND && entry.urefs >= 2;
}

constexpr mach_msg_bits_t usual =
    MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE);

/// The rights of a usual call, when they are there: what the general way does for them, in a few
/// steps.
bool copyin_usual(ipc_kmsg &kmsg, ipc_space &space) {
    mach_msg_header_t &header = kmsg.header;
    lock_guard guard(space.lock);
    ipc_entry *dest = space.lookup(header.msgh_remote_port),
              *reply = space.lookup(header.msgh_local_port);
    if (dest == nullptr || (dest->type & ENTRY_SEND) == 0) return false;
    if (reply == nullptr || (reply->type & ENTRY_RECEIVE) == 0) return false;
    {
        lock_guard port_guard(dest->port->lock);
        if (!dest->port->active()) return false;
        ++dest->port->send_rights;
        dest->port->acquire();
    }
    {
        lock_guard port_guard(reply->port->lock);
        ++reply->port->send_once_rights;
        reply->port->acquire();
    }
    kmsg.remote = dest->port;
    kmsg.local = reply->port;
    header.msgh_bits = (header.msgh_bits & MACH_MSGH_BITS_COMPLEX) |
                       MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, MACH_MSG_TYPE_PORT_SEND_ONCE);
    return true;
}

}  // namespace

mach_msg_return_t ipc_kmsg_copyin_header(ipc_kmsg &kmsg, ipc_space &space) {
    mach_msg_header_t &header = kmsg.header;
    if ((header.msgh_bits & ~MACH_MSGH_BITS_COMPLEX) == usual && copyin_usual(kmsg, space))
        return MACH_MSG_SUCCESS;
    const mach_port_name_t dest_name = header.msgh_remote_port, reply_name = header.msgh_local_port;
    const auto dest = static_cast<uint8_t>(MACH_MSGH_BITS_REMOTE(header.msgh_bits));
    const auto reply = static_cast<uint8_t>(MACH_MSGH_BITS_LOCAL(header.msgh_bits));
    if (!sends(dest) || (reply == 0 ? reply_name != MACH_PORT_NULL : !sends(reply)))
        return MACH_SEND_INVALID_HEADER;
    if (!MACH_PORT_VALID(dest_name)) return MACH_SEND_INVALID_DEST;

    ipc_deferred after;
    result<ipc_right_transit> dest_right, reply_right;
    {
        lock_guard guard(space.lock);
        ipc_entry *dest_entry = space.lookup(dest_name), *reply_entry = nullptr;
        if (dest_entry == nullptr) return MACH_SEND_INVALID_DEST;
        if (MACH_PORT_VALID(reply_name)) {
            reply_entry = space.lookup(reply_name);
            if (reply_entry == nullptr ||
                !ipc_right_copyin_check(space, reply_name, *reply_entry, reply, true, after))
                return MACH_SEND_INVALID_REPLY;
            if (reply_name == dest_name && !both_possible(*dest_entry, dest, reply))
                return MACH_SEND_INVALID_DEST;
        } else {
            reply_right = ipc_right_transit::adopt(
                reply_name == MACH_PORT_DEAD ? ipc_port_dead() : nullptr, ipc_right_result(reply));
        }
        if (!ipc_right_copyin_check(space, dest_name, *dest_entry, dest, false, after))
            return MACH_SEND_INVALID_DEST;
        // A right that is moved may free the entry, so the other one is taken first.
        const bool reply_first = reply_name == dest_name && moves(dest);
        if (reply_entry != nullptr && reply_first)
            reply_right = ipc_right_copyin(space, reply_name, *reply_entry, reply, true, after);
        dest_right = ipc_right_copyin(space, dest_name, *dest_entry, dest, false, after);
        if (!dest_right) return MACH_SEND_INVALID_DEST;
        if (reply_entry != nullptr && !reply_first)
            reply_right = ipc_right_copyin(space, reply_name, *reply_entry, reply, true, after);
    }
    if (!reply_right) return MACH_SEND_INVALID_REPLY;
    kmsg.remote = dest_right->leak();
    kmsg.local = reply_right->leak();
    header.msgh_bits =
        (header.msgh_bits & MACH_MSGH_BITS_COMPLEX) |
        MACH_MSGH_BITS(uint32_t{ipc_right_result(dest)}, uint32_t{ipc_right_result(reply)});
    return MACH_MSG_SUCCESS;
}
