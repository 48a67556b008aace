#include <ipc/mach_msg_right.hpp>

#include <ipc/ipc_kmsg_descriptor.hpp>
#include <mach/rpc.hpp>

namespace {

/// What the sender's entry has to be; 0: of no use here.
unsigned needed_types(uint8_t disposition) {
    switch (disposition) {
    case MACH_MSG_TYPE_COPY_SEND:
    case MACH_MSG_TYPE_MOVE_SEND: return ENTRY_SEND;
    case MACH_MSG_TYPE_MAKE_SEND: return ENTRY_RECEIVE;
    default: return 0;
    }
}

/// One more right to the port, or what a right to a dead one is.
ipc_port *one_more(ipc_port &port, uint8_t disposition) {
    lock_guard guard(port.lock);
    if (!port.active()) return ipc_port_dead();
    if (disposition == MACH_MSG_TYPE_MAKE_SEND)
        port.make_send();
    else
        ++port.send_rights;
    port.acquire();
    return &port;
}

/// The name of the right, which `space` has then. MACH_PORT_NULL: it is not that simple.
mach_port_name_t enter(ipc_space &space, ipc_port *right) REQUIRES(space.lock) {
    if (!ipc_port_valid(right)) return MACH_PORT_NULL;
    ipc_port &port = *right;
    lock_guard guard(port.lock);
    if (!port.active() || port.received_by(space)) return MACH_PORT_NULL;
    if (const ipc_space::allocation known = space.find_send(&port); known.entry != nullptr) {
        if (known.entry->overflows(1)) return MACH_PORT_NULL;
        ++known.entry->urefs;
        --port.send_rights;  // the entry has one, and a reference, already
        port.release();
        return known.name;
    }
    mach_port_name_t name;
    ipc_entry *entry = space.take_free(name);
    if (entry == nullptr) return MACH_PORT_NULL;
    entry->port = &port;
    entry->urefs = 1;
    entry->type = ENTRY_SEND;
    space.hash_insert(name, *entry);
    return name;
}

}  // namespace

bool mach_msg_right_usual(ipc_kmsg &kmsg, mach_msg_size_t size, ipc_space &space) {
    constexpr mach_msg_size_t least =
        sizeof(mach_msg_header_t) + sizeof(mach_msg_body_t) + sizeof(mach_msg_port_descriptor_t);
    if (size < least || size > small_message_size - sizeof(mach_msg_max_trailer_t)) return false;
    if (reinterpret_cast<mach_msg_body_t *>(&kmsg.header + 1)->msgh_descriptor_count != 1)
        return false;
    const auto right = kmsg_descriptor(kmsg.body()).get<mach_msg_port_descriptor_t>();
    if (right.type != MACH_MSG_PORT_DESCRIPTOR) return false;
    const ipc_entry *entry = space.lookup(right.name, needed_types(right.disposition));
    if (entry == nullptr) return false;
    // A moved right may be the last one.
    return right.disposition != MACH_MSG_TYPE_MOVE_SEND ||
           (entry->type == ENTRY_SEND && entry->request == nullptr);
}

void mach_msg_right_copyin(ipc_kmsg &kmsg, ipc_space &space) {
    kmsg_descriptor at(kmsg.body());
    const auto right = at.get<mach_msg_port_descriptor_t>();
    ipc_entry &entry = *space.lookup(right.name);
    ipc_port *port = entry.port;
    if (right.disposition != MACH_MSG_TYPE_MOVE_SEND) {
        port = one_more(*port, right.disposition);
    } else if (entry.urefs > 1) {
        --entry.urefs;
        port = one_more(*port, right.disposition);
    } else {  // the entry's count and reference go with the message
        space.hash_remove(right.name, entry);
        space.free(right.name, entry);
    }
    at.set_pointer(port);
    at.set_disposition(MACH_MSG_TYPE_PORT_SEND);
    kmsg.reset_body();
    kmsg.descriptors = 1;
}

bool mach_msg_right_copyout(ipc_kmsg &kmsg, ipc_space &space, ipc_port *reply,
                            mach_port_name_t &reply_name) {
    lock_guard guard(space.lock);
    if (!space.active()) return false;
    ipc_entry *entry = nullptr;
    if (reply != nullptr) {
        entry = space.take_free(reply_name);
        if (entry == nullptr) return false;
        entry->port = reply;
        entry->type = ENTRY_SEND_ONCE;
        entry->urefs = 1;
    }
    kmsg_descriptor at(kmsg.body());
    const mach_port_name_t name = enter(space, at.right());
    if (name == MACH_PORT_NULL) {
        if (entry != nullptr) space.free(reply_name, *entry);
        return false;
    }
    at.put(mach::rpc::port_descriptor(name, MACH_MSG_TYPE_PORT_SEND));
    kmsg.descriptors = 0;
    return true;
}
