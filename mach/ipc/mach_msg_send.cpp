#include <ipc/mach_msg.hpp>

#include <utility>

#include <ipc/ipc_charge.hpp>
#include <ipc/ipc_kmsg_copyout.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_reaper.hpp>
#include <ipc/ipc_space.hpp>
#include <ipc/ipc_trace.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>

namespace {

/// A send with MACH_SEND_NOTIFY was refused: the name's send-possible request counts from now on.
void arm_send_possible(ipc_space &space, mach_port_name_t name) {
    lock_guard guard(space.lock);
    ipc_entry *entry = space.lookup(name);
    if (entry == nullptr || (entry->type & ENTRY_SEND) == 0 || entry->request == nullptr) return;
    ipc_port &port = *entry->port;
    lock_guard port_guard(port.lock);
    ipc_request &request = *entry->request;
    if (!port.active() || !request.send_possible || request.spent || request.armed) return;
    request.armed = true;
    port.requests.erase(port.requests.iterator_to(request));
    port.requests.push_front(request);
    // There may be room by now, with nobody left to take a message out.
    if (port.message_count < port.message_limit && !std::exchange(port.reaping, true)) {
        port.acquire();
        ipc_reaper_add(&port);
    }
}

/// Continuation of a send that found the queue full.
trap_outcome send_continue(thread &self) {
    ipc_thread &ipc = self.ipc;
    const auto port = ref<ipc_port>::adopt(std::exchange(ipc.port, nullptr));
    const kern_return_t result = self.wait.result;
    if (result != KERN_SUCCESS) {
        lock_guard guard(port->lock);
        if (std::exchange(self.wait.linked, false)) port->senders.remove(ipc);
    }
    ipc_kmsg *kmsg = std::exchange(ipc.message, nullptr);
    if (result != KERN_SUCCESS && kmsg != nullptr)
        return mach_msg_give_back(
            self, kmsg,
            result == KERN_OPERATION_TIMED_OUT ? MACH_SEND_TIMED_OUT : MACH_SEND_INTERRUPTED);
    if (kmsg != nullptr) ipc_kmsg_destroy(kmsg);  // the port died
    return mach_msg_sent(self, nullptr);
}

void wait_for_room(thread &self, ipc_port &port, ipc_kmsg *kmsg) REQUIRES(port.lock) {
    port.acquire();
    self.ipc.port = &port;
    self.ipc.message = kmsg;
    port.senders.push_back(self.ipc);
    self.wait.linked = true;
    wait_begin(self, wait_kind::message_send, send_continue, &port,
               (self.ipc.option & MACH_SEND_INTERRUPT) != 0,
               mach_msg_deadline(self, MACH_SEND_TIMEOUT));
}

enum class fate : uint8_t { sent, waits, refused, too_much, kernel, lost };

/// \param partner the receiver that got the message, claimed
fate dispatch(thread &self, ipc_port &port, ipc_kmsg *kmsg, thread *&partner) {
    ipc_deferred after;
    lock_guard guard(port.lock);
    if (!port.active() || kmsg->circular) return fate::lost;
    if (port.where == ipc_port::state::kernel) return fate::kernel;
    if (ipc_thread *receiver = ipc_mqueue_take_receiver(port, kmsg->size())) {
        ipc_mqueue_delivered(port, *kmsg, receiver, after);
        receiver->message = kmsg;
        receiver->status = MACH_MSG_SUCCESS;
        partner = receiver->owner;
        return fate::sent;
    }
    const bool always =
        MACH_MSGH_BITS_REMOTE(kmsg->header.msgh_bits) == MACH_MSG_TYPE_PORT_SEND_ONCE;
    const bool fits = always || ipc_mqueue_has_room(port);
    if (!fits && (self.ipc.option & MACH_SEND_TIMEOUT) != 0 && self.ipc.timeout == 0)
        return fate::refused;
    // A reply that its receiver has no room for is as good as received and thrown away.
    if (!ipc_charge(*kmsg, port, &self.owner().space()))
        return always ? fate::lost : fate::too_much;
    if (fits) {
        ipc_mqueue_enqueue(port, *kmsg);
        return fate::sent;
    }
    wait_for_room(self, port, kmsg);
    return fate::waits;
}

}  // namespace

trap_outcome mach_msg_give_back(thread &self, ipc_kmsg *kmsg, mach_msg_return_t status) {
    ipc_thread &ipc = self.ipc;
    task &owner = self.owner();
    status |= ipc_kmsg_copyout_pseudo(*kmsg, owner.space(), owner.map());
    if ((ipc.option & MACH_SEND_NOTIFY) != 0 && status == MACH_SEND_TIMED_OUT)
        arm_send_possible(owner.space(), kmsg->header.msgh_remote_port);
    ipc.message = kmsg;
    ipc.receive_buffer = ipc.send_buffer;
    ipc.delivered_size = kmsg->size();
    ipc.status = status;
    return mach_msg_put(self);
}

trap_outcome mach_msg_send(thread &self, ipc_kmsg *kmsg) {
    thread *partner = nullptr;
    ipc_trace(MACH_TRACE_SENT, &self, *kmsg, kmsg->remote);
    switch (dispatch(self, *kmsg->remote, kmsg, partner)) {
    case fate::sent: break;
    case fate::waits: return trap_outcome::blocked();
    case fate::refused: return mach_msg_give_back(self, kmsg, MACH_SEND_TIMED_OUT);
    case fate::too_much: return mach_msg_give_back(self, kmsg, MACH_SEND_NO_BUFFER);
    case fate::kernel: return mach_msg_to_kernel(self, kmsg);
    case fate::lost: ipc_kmsg_destroy(kmsg); break;
    }
    return mach_msg_sent(self, partner);
}

trap_outcome mach_msg_sent(thread &self, thread *partner) {
    if ((self.ipc.option & MACH_RCV_MSG) != 0) return mach_msg_receive(self, partner);
    if (partner != nullptr) wait_wake(*partner, KERN_SUCCESS);
    return trap_outcome::done(MACH_MSG_SUCCESS);
}
