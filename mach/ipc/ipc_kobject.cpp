#include <ipc/ipc_kobject.hpp>

#include <ipc/ipc_kobject_table.hpp>
#include <ipc/ipc_port_task.hpp>
#include <ipc/ipc_right.hpp>
#include <kern/task.hpp>

result<ref<ipc_port>> ipc_kobject_create(kobject_type type, void *object) {
    ref<ipc_port> port = TRY(ipc_port::create());
    lock_guard guard(port->lock);
    port->where = ipc_port::state::kernel;
    port->kind = type;
    port->kobject = object;
    return port;
}

void ipc_kobject_clear(ref<ipc_port> port) {
    if (!port) return;
    {
        lock_guard guard(port->lock);
        if (port->where != ipc_port::state::kernel) return;
        port->where = ipc_port::state::limbo;
        port->kind = kobject_type::none;
        port->kobject = nullptr;
    }
    ipc_port_destroy(port.leak());
}

void ipc_kobject_watch_senders(ipc_port &port) {
    ipc_right_transit right = ipc_right_transit::make_send_once(port);
    ipc_port *notify = right ? right.leak() : nullptr;
    ipc_port *unused;
    {
        lock_guard guard(port.lock);
        unused = port.active() ? std::exchange(port.no_senders, notify) : notify;
    }
    if (unused) right = ipc_right_transit::adopt(unused, MACH_MSG_TYPE_PORT_SEND_ONCE);
}

result<ipc_right_transit> ipc_kobject_lend(kobject_type type, void *object, ref<ipc_port> &port) {
    port = TRY(ipc_kobject_create(type, object));
    ipc_right_transit right = ipc_right_transit::make_send(*port);
    ipc_kobject_watch_senders(*port);
    return right;
}

void *ipc_kobject_take_back(ipc_port &port, kobject_type type) {
    lock_guard guard(port.lock);
    if (port.send_rights != 0) return nullptr;
    void *object = ipc_kobject_locked(port, type);
    if (object != nullptr) port.kobject = nullptr;
    return object;
}

ref<task> ipc_kobject_get_task(const ipc_port &port) {
    task &own = current_task();
    return &own.port() == &port ? ref<task>::share(own) : ipc_kobject_get<task>(port);
}

ref<ipc_port> ipc_port_by_name(mach_port_name_t name) {
    ipc_space &space = current_task().space();
    lock_guard guard(space.lock);
    ipc_entry *entry = space.lookup(name);
    if (entry == nullptr || (entry->type & ENTRY_SEND) == 0) return {};
    return ref<ipc_port>::share(*entry->port);
}

bool ipc_kobject_notification(ipc_port *notify, mach_msg_id_t id) {
    kobject_type type;
    {
        lock_guard guard(notify->lock);
        if (notify->where != ipc_port::state::kernel) return false;
        --notify->send_once_rights;
        type = notify->kind;
    }
    const auto port = ref<ipc_port>::adopt(notify);
    const ipc_kobject_raw *raw = ipc_kobject_raw_of(type);
    if (raw != nullptr && raw->notification != nullptr) raw->notification(*port, id);
    return true;
}
