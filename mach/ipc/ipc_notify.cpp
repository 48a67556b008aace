#include <ipc/ipc_notify.hpp>

#include <new>

#include <ipc/ipc_kmsg_descriptor.hpp>
#include <ipc/ipc_kobject_table.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_right_transit.hpp>
#include <mach/interface/notify.hpp>

using namespace mach::interface;

namespace {

/// A message to a send-once right that it takes over. Null when the kernel itself is the receiver,
/// which has been told then, or when memory is short, and then the right is released without a
/// notification.
template <class Routine>
ipc_kmsg *notification(ipc_port *notify) {
    if (ipc_kobject_notification(notify, Routine::id)) return nullptr;
    using message = mach::rpc::wire<typename Routine::request>;
    constexpr mach_msg_size_t size = mach::rpc::min_size<typename Routine::request>;
    ipc_kmsg *kmsg = ipc_kmsg_allocate(sizeof(message));
    if (kmsg == nullptr) {
        {
            lock_guard guard(notify->lock);
            --notify->send_once_rights;
        }
        notify->release();
        return nullptr;
    }
    constexpr bool complex = mach::rpc::detail::with_descriptors<typename Routine::request>;
    kmsg->header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, 0u) |
                                 (complex ? MACH_MSGH_BITS_COMPLEX : 0),
                    .msgh_size = size,
                    .msgh_remote_port = MACH_PORT_NULL,
                    .msgh_local_port = MACH_PORT_NULL,
                    .msgh_reserved = 0,
                    .msgh_id = Routine::id};
    kmsg->remote = notify;
    return kmsg;
}

template <class Routine>
void notify_with(ipc_port *notify, const typename Routine::request &body) {
    if (ipc_kmsg *kmsg = notification<Routine>(notify)) {
        reinterpret_cast<mach::rpc::wire<typename Routine::request> &>(kmsg->header).body = body;
        ipc_mqueue_post(kmsg);
    }
}

}  // namespace

void ipc_notify_dead_name(ipc_port *notify, mach_port_name_t name) {
    notify_with<mach_notify_dead_name>(notify, {.name = name});
}

void ipc_notify_port_deleted(ipc_port *notify, mach_port_name_t name) {
    notify_with<mach_notify_port_deleted>(notify, {.name = name});
}

void ipc_notify_send_possible(ipc_port *notify, mach_port_name_t name) {
    notify_with<mach_notify_send_possible>(notify, {.name = name});
}

void ipc_notify_no_senders(ipc_port *notify, mach_port_mscount_t count) {
    notify_with<mach_notify_no_senders>(notify, {.count = count});
}

void ipc_notify_port_destroyed(ipc_port *notify, ipc_port *port) {
    auto right = ipc_right_transit::adopt(port, MACH_MSG_TYPE_PORT_RECEIVE);
    ipc_kmsg *kmsg = notification<mach_notify_port_destroyed>(notify);
    if (kmsg == nullptr) return;
    reinterpret_cast<mach_msg_body_t *>(&kmsg->header + 1)->msgh_descriptor_count = 1;
    kmsg_descriptor at(kmsg->body());
    at.put(mach::rpc::port_descriptor(MACH_PORT_NULL, MACH_MSG_TYPE_PORT_RECEIVE));
    kmsg->circular = !port->enter_transit(*notify);
    at.set_pointer(right.leak());
    kmsg->descriptors = 1;
    ipc_mqueue_post(kmsg);
}

void ipc_notify_send_once(ipc_port *right) { notify_with<mach_notify_send_once>(right, {}); }
