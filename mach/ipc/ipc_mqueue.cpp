#include <ipc/ipc_mqueue.hpp>

#include <utility>

#include <ipc/ipc_charge.hpp>
#include <ipc/ipc_reaper.hpp>
#include <ipc/ipc_trace.hpp>
#include <kern/thread.hpp>

namespace {

constexpr unsigned batch = ipc_mqueue_batch;

/// The first of `queue` that can take a message of `size` bytes, if it is among the first `batch`:
/// the message is queued then, and those behind are woken one by the other to look themselves. The
/// lock of the queue's owner is held.
ipc_thread *first_fitting(ipc_thread_queue &queue, mach_msg_size_t size) {
    for (unsigned told = 0; told < batch; ++told) {
        ipc_thread *t = queue.front();
        if (t == nullptr) break;
        queue.remove(*t);
        t->owner->wait.linked = false;
        if (!wait_claim(*t->owner)) continue;
        if ((t->option & MACH_RCV_LARGE) == 0 ||
            size + ipc_trailer_size(t->option) <= t->receive_size)
            return t;
        t->delivered_size = size;
        t->status = MACH_RCV_TOO_LARGE;
        wait_wake(*t->owner, KERN_SUCCESS);
    }
    return nullptr;
}

/// Who has begun to wait on a set since ipc_mqueue_take_receiver looked there is told to look
/// itself.
void mark_ready(ipc_port &port) REQUIRES(port.lock) {
    for (ipc_link &link : port.sets) {
        lock_guard guard(link.set.lock);
        if (!std::exchange(link.ready, true)) link.set.ready.push_back(link);
        ipc_mqueue_nudge(link.set.receivers);
    }
}

void mark_empty(ipc_port &port) REQUIRES(port.lock) {
    for (ipc_link &link : port.sets) {
        lock_guard guard(link.set.lock);
        if (std::exchange(link.ready, false))
            link.set.ready.erase(link.set.ready.iterator_to(link));
    }
}

}  // namespace

ipc_thread *ipc_mqueue_take_receiver(ipc_port &port, mach_msg_size_t size) {
    if (!port.messages.empty())
        return nullptr;  // who waits then waits for a message that does not fit
    if (ipc_thread *t = first_fitting(port.receivers, size)) return t;
    for (ipc_link &link : port.sets) {
        lock_guard guard(link.set.lock);
        if (ipc_thread *t = first_fitting(link.set.receivers, size)) return t;
    }
    return nullptr;
}

void ipc_mqueue_enqueue(ipc_port &port, ipc_kmsg &kmsg) {
    port.messages.push_back(kmsg);
    ++port.message_count;
    if (!port.receivers.empty()) ipc_mqueue_nudge(port.receivers);
    if (!port.sets.empty()) mark_ready(port);
}

void ipc_mqueue_delivered(ipc_port &port, ipc_kmsg &kmsg, const ipc_thread *receiver,
                          ipc_deferred &after) {
    if (receiver != nullptr) ipc_trace(MACH_TRACE_RECEIVED, receiver->owner, kmsg, &port);
    kmsg.seqno = port.seqno++;
    kmsg.context = port.context;
    kmsg.receiver_name = port.name;
    kmsg.remote = nullptr;
    if (MACH_MSGH_BITS_REMOTE(kmsg.header.msgh_bits) == MACH_MSG_TYPE_PORT_SEND)
        port.drop_send(after);
    else
        --port.send_once_rights;
    after.release(&port);
}

ipc_kmsg *ipc_mqueue_dequeue(ipc_port &port, const ipc_thread *receiver, ipc_deferred &after) {
    ipc_kmsg *kmsg = port.messages.pop_front();
    --port.message_count;
    ipc_mqueue_delivered(port, *kmsg, receiver, after);
    if (!port.senders.empty()) (void)ipc_mqueue_admit(port);
    if (port.messages.empty() && !port.sets.empty()) mark_empty(port);
    if (!port.requests.empty() && port.requests.front().armed &&
        !std::exchange(port.reaping, true)) {
        port.acquire();
        ipc_reaper_add(&port);
    }
    return kmsg;
}

bool ipc_mqueue_admit(ipc_port &port) {
    for (unsigned woken = 0; port.message_count < port.message_limit && !port.senders.empty();
         ++woken) {
        if (woken == batch) return true;
        ipc_thread &t = *port.senders.front();
        port.senders.remove(t);
        t.owner->wait.linked = false;
        if (!wait_claim(*t.owner)) continue;
        ipc_mqueue_enqueue(port, *std::exchange(t.message, nullptr));
        t.status = MACH_MSG_SUCCESS;
        wait_wake(*t.owner, KERN_SUCCESS);
    }
    return false;
}

bool ipc_mqueue_refuse(ipc_thread_queue &queue, mach_msg_return_t verdict) {
    ipc_thread &t = *queue.front();
    queue.remove(t);
    t.owner->wait.linked = false;
    if (!wait_claim(*t.owner)) return false;
    t.status = verdict;
    wait_wake(*t.owner, KERN_SUCCESS);
    return true;
}

void ipc_mqueue_nudge(ipc_thread_queue &receivers) {
    while (!receivers.empty() && !ipc_mqueue_refuse(receivers, MACH_RCV_IN_PROGRESS)) {
    }
}

void ipc_mqueue_post(ipc_kmsg *kmsg, ipc_space *cause) {
    if (!ipc_port_valid(kmsg->remote)) return ipc_kmsg_destroy(kmsg);
    ipc_port &port = *kmsg->remote;
    ipc_trace(MACH_TRACE_SENT, nullptr, *kmsg, &port);
    {
        ipc_deferred after;
        lock_guard guard(port.lock);
        if (port.active() && port.where != ipc_port::state::kernel && !kmsg->circular) {
            if (ipc_thread *t = ipc_mqueue_take_receiver(port, kmsg->size())) {
                ipc_mqueue_delivered(port, *kmsg, t, after);
                t->message = kmsg;
                t->status = MACH_MSG_SUCCESS;
                wait_wake(*t->owner, KERN_SUCCESS);
                return;
            }
            if (ipc_charge(*kmsg, port, cause)) return ipc_mqueue_enqueue(port, *kmsg);
        }
        // Nobody to receive it, or with room for it: its destination right is used up all the same,
        // and tells nobody.
        ipc_mqueue_delivered(port, *kmsg, nullptr, after);
    }
    ipc_kmsg_destroy(kmsg);
}
