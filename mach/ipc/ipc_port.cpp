#include <ipc/ipc_port.hpp>

#include <utility>

#include <ipc/ipc_deferred.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_pset.hpp>
#include <kern/zone.hpp>

namespace {
zone<ipc_port> ports{"ipc ports"};
zone<ipc_request> requests{"ipc requests"};
}  // namespace

constinit spinlock ipc_transit_lock{lock_rank::ipc_transit};

result<ref<ipc_port>> ipc_port::create() {
    ipc_port *port = ports.create();
    if (port == nullptr) return error(KERN_RESOURCE_SHORTAGE);
    return ref<ipc_port>::adopt(port);
}

void ipc_port::destroy(ipc_port *port) { ports.destroy(port); }

ipc_port::~ipc_port() {
    assert(messages.empty() && senders.empty() && receivers.empty());
    assert(sets.empty() && requests.empty() && destination == nullptr);
}

void ipc_port::drop_send(ipc_deferred &after) {
    assert(send_rights != 0);
    if (--send_rights == 0 && no_senders != nullptr)
        after.no_senders(std::exchange(no_senders, nullptr), make_send_count);
}

void ipc_port::clear_receiver() {
    leave_all_sets();
    while (!receivers.empty()) ipc_mqueue_refuse(receivers, MACH_RCV_PORT_DIED);
    where = state::limbo;
    receiver = nullptr;
    name = MACH_PORT_NULL;
    make_send_count = 0;
    seqno = 0;
}

void ipc_port::set_receiver(ipc_space &space, mach_port_name_t new_name) {
    where = state::in_space;
    receiver = &space;
    name = new_name;
}

bool ipc_port::enter_transit(ipc_port &to) {
    {
        lock_guard guard(ipc_transit_lock);
        unsigned depth = 0;
        for (ipc_port *next = &to; next != nullptr; next = next->destination)
            if (next == this || ++depth > max_transit_depth) return false;
        to.acquire();
        destination = &to;
    }
    lock_guard guard(lock);
    where = state::in_transit;
    return true;
}

ipc_port *ipc_port::leave_transit() {
    lock_guard guard(ipc_transit_lock);
    return std::exchange(destination, nullptr);
}

ipc_request *ipc_request_create(ipc_port *notify, mach_port_name_t name, bool send_possible) {
    ipc_request *request = requests.create();
    if (request == nullptr) return nullptr;
    request->notify = notify;
    request->name = name;
    request->send_possible = send_possible;
    return request;
}

void ipc_request_release(ipc_request *request) {
    if (request->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) requests.destroy(request);
}
