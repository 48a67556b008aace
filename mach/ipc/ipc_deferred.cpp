#include <ipc/ipc_deferred.hpp>

#include <ipc/ipc_notify.hpp>
#include <ipc/ipc_port.hpp>
#include <ipc/ipc_pset.hpp>

void ipc_deferred::run() {
    for (unsigned i = 0; i < count_; ++i) {
        const auto [what, value, object] = items_[i];
        auto *port = static_cast<ipc_port *>(object);
        switch (what) {
        case action::release: port->release(); break;
        case action::no_senders: ipc_notify_no_senders(port, value); break;
        case action::port_deleted: ipc_notify_port_deleted(port, value); break;
        case action::dead_name: ipc_notify_dead_name(port, value); break;
        case action::send_possible: ipc_notify_send_possible(port, value); break;
        case action::send_once: ipc_notify_send_once(port); break;
        case action::destroy: ipc_port_destroy(port); break;
        case action::destroy_set: ipc_pset_destroy(static_cast<ipc_pset *>(object)); break;
        }
    }
}
