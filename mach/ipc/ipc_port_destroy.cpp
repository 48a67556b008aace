// The end of a port.
#include <utility>

#include <ipc/ipc_deferred.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_notify.hpp>
#include <ipc/ipc_port.hpp>
#include <ipc/ipc_reaper.hpp>

namespace {

bool work_left(ipc_port &port) REQUIRES(port.lock) {
    return !port.messages.empty() || !port.senders.empty() || !port.receivers.empty() ||
           !port.requests.empty();
}

/// One piece of a dead port's work. \return false when there is none left; `kmsg` is to be
/// destroyed.
bool clean_dead(ipc_port &port, ipc_kmsg *&kmsg, ipc_deferred &after) REQUIRES(port.lock) {
    if (!port.messages.empty()) {
        kmsg = port.messages.pop_front();
        --port.message_count;
    } else if (!port.senders.empty()) {
        ipc_mqueue_refuse(port.senders,
                          MACH_MSG_SUCCESS);  // its message is lost like those in the queue
    } else if (!port.receivers.empty()) {
        ipc_mqueue_refuse(port.receivers, MACH_RCV_PORT_DIED);
    } else if (!port.requests.empty()) {
        ipc_request &request = port.requests.front();
        port.requests.pop_front();
        if (!request.spent) after.dead_name(request.notify, request.name);
        ipc_request_release(&request);
    } else {
        return false;
    }
    return true;
}

/// Tells one sender that waits for room. Its request is used up but stays linked until the asker's
/// entry lets go of it.
bool fire_send_possible(ipc_port &port, ipc_deferred &after) REQUIRES(port.lock) {
    if (port.requests.empty() || !port.requests.front().armed ||
        port.message_count >= port.message_limit)
        return false;
    ipc_request &request = port.requests.front();
    request.armed = false;
    request.spent = true;
    port.requests.pop_front();
    port.requests.push_back(request);
    after.send_possible(std::exchange(request.notify, nullptr), request.name);
    return true;
}

}  // namespace

void ipc_port_destroy(ipc_port *port) {
    ipc_deferred after;
    ipc_port *notify;
    {
        lock_guard guard(port->lock);
        notify = std::exchange(port->port_destroyed, nullptr);
        port->where = notify != nullptr ? ipc_port::state::limbo : ipc_port::state::dead;
        if (notify == nullptr) {
            port->kobject = nullptr;
            if (port->no_senders != nullptr)
                after.send_once(std::exchange(port->no_senders, nullptr));
            if (work_left(*port) && !std::exchange(port->reaping, true)) {
                port->acquire();
                ipc_reaper_add(port);
            }
        }
    }
    if (ipc_port *destination = port->leave_transit()) after.release(destination);
    if (notify != nullptr) return ipc_notify_port_destroyed(notify, port);
    port->release();
    ipc_reap(reap_budget);
}

bool ipc_port_clean_step(ipc_port &port, unsigned &budget) {
    while (budget != 0) {
        --budget;
        ipc_deferred after;
        ipc_kmsg *kmsg = nullptr;
        {
            lock_guard guard(port.lock);
            const bool more =
                port.active() ? fire_send_possible(port, after) : clean_dead(port, kmsg, after);
            if (!more) {
                port.reaping = false;
                return true;
            }
        }
        if (kmsg != nullptr) ipc_kmsg_destroy(kmsg);
    }
    return false;
}
