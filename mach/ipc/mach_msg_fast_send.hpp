/// \file
/// The usual message's way to a thread that waits for it. For mach_msg_fast.cpp.
#pragma once

#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_pset.hpp>
#include <ipc/ipc_space.hpp>
#include <ipc/mach_msg.hpp>
#include <ipc/mach_msg_right.hpp>
#include <ipc/mach_msg_usual.hpp>
#include <kern/task.hpp>
#include <vm/pmap_copy.hpp>
#include <vm/vm_map.hpp>

namespace mach_msg_usual {

/// The first thread that waits in `queue`, unlinked and claimed, if `size` bytes fit its buffer.
/// The lock of the queue's owner is held.
INLINE ipc_thread *take_first(ipc_thread_queue &queue, mach_msg_size_t size) {
    if (queue.empty()) return nullptr;
    ipc_thread &t = queue.first();
    if (size + mach_msg_size_t{sizeof(mach_msg_trailer_t)} > t.receive_size) return nullptr;
    if ((t.option & trailer_elements) != 0 && size + ipc_trailer_size(t.option) > t.receive_size)
        return nullptr;
    thread &owner = *t.owner;
    queue.pop_front();
    owner.wait.linked = false;
    return owner.wait.claim() ? &t : nullptr;
}

INLINE ipc_thread *take_receiver(ipc_port &port, mach_msg_size_t size) REQUIRES(port.lock) {
    if (!port.receivers.empty() || port.sets.empty()) return take_first(port.receivers, size);
    ipc_pset &set = port.sets.front().set;
    hot_guard guard(set);
    return take_first(set.receivers, size);
}

/// Copies what is behind the header to a claimed receiver. \return whether it could be done without
/// page faults
INLINE bool put_body(thread &self, ipc_thread &receiver, mach_msg_size_t size) {
    pmap &to = receiver.owner->owner().map().physical_map();
    return to.copy_here(machine::argument<0>(self.frame) + head, receiver.receive_buffer + head,
                        again(size) - head);
}

/// The same in less code.
SELDOM inline bool put_body_seldom(thread &self, ipc_thread &receiver, mach_msg_size_t size) {
    return put_body(self, receiver, size);
}

/// It could not: the receiver looks again for the message, which comes by the general way.
SELDOM inline void unclaim(ipc_thread &receiver) {
    receiver.status = MACH_RCV_IN_PROGRESS;
    wait_wake(*receiver.owner, KERN_SUCCESS);
}

/// The trailer of a message that has been counted, with all of its elements: while the sender is
/// still there to be asked.
SELDOM inline void write_trailer(thread &self, ipc_port &port, const ipc_thread &receiver,
                                 mach_msg_size_t size) REQUIRES(port.lock) {
    const task &from = self.owner();
    mach_msg_max_trailer_t &trailer = trailer_behind(spare(), buffered(size));
    trailer.msgh_trailer_type = MACH_MSG_TRAILER_FORMAT_0;
    trailer.msgh_trailer_size = ipc_trailer_size(receiver.option);
    trailer.msgh_seqno = port.seqno - 1;
    trailer.msgh_sender = from.security_token;
    trailer.msgh_audit = from.audit_token;
    trailer.msgh_context = port.context;
}

/// Gives the message, sent to a right of kind `type`, to a thread that waits for one from `port`.
/// \tparam Often has the copying of a long one in line
template <bool Often>
INLINE delivery hand_over(thread &self, ipc_port &port, message m, uint32_t type) {
    hot_guard guard(port);
    if (port.where != ipc_port::state::in_space || !port.messages.empty()) return {};
    ipc_thread *receiver = take_receiver(port, m.size);
    if (receiver == nullptr) return {};
    if (m.size > largest_small) [[unlikely]] {  // what a short one has in registers stays there
        if (!(Often ? put_body(self, *receiver, m.size)
                    : put_body_seldom(self, *receiver, m.size))) {
            unclaim(*receiver);
            return {};
        }
    }
    ++port.seqno;
    if ((receiver->option & trailer_elements) != 0) write_trailer(self, port, *receiver, m.size);
    if (type == MACH_MSG_TYPE_PORT_SEND_ONCE)
        --port.send_once_rights;  // a copied send right comes and goes
    thread *const owner = receiver->owner;
    [[assume(owner != nullptr)]];
    return {.receiver = owner, .name = port.name};
}

/// An abort or interrupt that came before the wait may end it.
SELDOM inline void end_early(thread &self) {
    this_processor().current_waits = true;
    wait_begun(self, (self.ipc.option & MACH_RCV_INTERRUPT) != 0);
}

/// wait_begin for a thread that leaves its processor at once.
INLINE void wait_in(thread &self, ipc_thread_queue &queue, void *object) {
    queue.push_back(self.ipc);
    thread_wait &wait = self.wait;
    const bool interruptible = (self.ipc.option & MACH_RCV_INTERRUPT) != 0;
    wait.linked = true;
    wait.kind = wait_kind::message_receive;
    wait.resume = mach_msg_receive_continue;
    wait.object = object;
    wait.status.store(interruptible ? thread_wait::state::waiting_interruptibly
                                    : thread_wait::state::waiting);
    if (self.ast.load() != 0) [[unlikely]] {
        end_early(self);
    }
}

/// \return false when a message is there already, and the reference is the caller's.
INLINE bool wait_on(thread &self, ipc_port &port) REQUIRES(port.lock) {
    if (!port.messages.empty()) return false;
    self.ipc.port = &port;
    wait_in(self, port.receivers, &port);
    return true;
}

INLINE bool wait_on(thread &self, ipc_pset &set) {
    hot_guard guard(set);
    if (!set.ready.empty()) return false;
    set.acquire();
    self.ipc.set = &set;
    wait_in(self, set.receivers, &set);
    return true;
}

/// \return false when a message is there already, or the thread may not receive
INLINE bool wait_at_source(thread &self, ipc_space &space) REQUIRES(space.lock) {
    ipc_thread &ipc = self.ipc;
    ipc_entry *source =
        space.lookup(ipc.receive_name, ENTRY_RECEIVE | ENTRY_PORT_SET, ipc.receive_hint);
    if (source == nullptr) return false;
    if (source->type == ENTRY_PORT_SET) return wait_on(self, *source->set);
    ipc_port &port = *source->port;
    hot_guard port_guard(port);
    if (!wait_on(self, port)) return false;
    port.acquire();
    return true;
}

/// The rights of a small request to the kernel go into the message, unless the object has gone.
SELDOM inline void take_in(message m, ipc_port &dest, ipc_port &reply) {
    if (m.size > largest_small) return;
    {
        hot_guard guard(dest);
        if (!dest.active()) return;
        ++dest.send_rights;
        dest.acquire();
    }
    hot_guard guard(reply);
    ++reply.send_once_rights;
    reply.acquire();
    spare().remote = &dest;
    spare().local = &reply;
    set_header(m, MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, MACH_MSG_TYPE_PORT_SEND_ONCE), m.remote(),
               m.local());
}

template <kind Kind>
INLINE delivery request(thread &self, message m) {
    ipc_thread &ipc = self.ipc;
    if (m.local() != ipc.receive_name) return {};
    ipc_space &space = self.owner().space();
    hot_guard guard(space);
    ipc_entry *dest = space.lookup(m.remote(), ENTRY_SEND, ipc.send_hint);
    if (dest == nullptr) return {};
    ipc_entry *back = space.lookup(m.local(), ENTRY_RECEIVE, ipc.receive_hint);
    if (back == nullptr) return {};
    if constexpr (Kind == kind::carries)
        if (!mach_msg_right_usual(spare(), m.size, space)) return {};
    delivery d = hand_over<(Kind == kind::plain)>(self, *dest->port, m, MACH_MSG_TYPE_PORT_SEND);
    if (d.receiver == nullptr) {
        if (Kind == kind::plain && dest->port->served_by_kernel())
            take_in(m, *dest->port, *back->port);
        return {};
    }
    if constexpr (Kind == kind::carries) mach_msg_right_copyin(spare(), space);
    ipc_port &reply = *back->port;
    d.reply = &reply;
    hot_guard reply_guard(reply);
    ++reply.send_once_rights;
    reply.acquire(2);  // the right's and the waiting thread's
    d.waits = wait_on(self, reply);
    if (!d.waits) [[unlikely]]
        reply.release();
    return d;
}

template <kind Kind>
INLINE delivery answer(thread &self, message m) {
    if (m.local() != MACH_PORT_NULL) return {};
    ipc_thread &ipc = self.ipc;
    ipc_space &space = self.owner().space();
    hot_guard guard(space);
    ipc_entry *dest = space.lookup(m.remote(), ENTRY_SEND_ONCE, ipc.send_hint);
    if (dest == nullptr || dest->request != nullptr) return {};
    if constexpr (Kind == kind::carries)
        if (!mach_msg_right_usual(spare(), m.size, space)) return {};
    ipc_port *to = dest->port;
    delivery d = hand_over<(Kind == kind::plain)>(self, *to, m, MACH_MSG_TYPE_PORT_SEND_ONCE);
    if (d.receiver == nullptr) return {};
    if constexpr (Kind == kind::carries) mach_msg_right_copyin(spare(), space);
    space.free(m.remote(), *dest);
    to->release();
    d.waits = wait_at_source(self, space);
    return d;
}

/// From a thread that does not receive: to a send right, which it keeps, or a send-once right.
INLINE delivery notice(thread &self, message m, bool once) {
    ipc_space &space = self.owner().space();
    hot_guard guard(space);
    ipc_entry *dest =
        space.lookup(m.remote(), once ? ENTRY_SEND_ONCE : ENTRY_SEND, self.ipc.send_hint);
    if (dest == nullptr || (once && dest->request != nullptr)) return {};
    ipc_port *to = dest->port;
    const delivery d = hand_over<false>(
        self, *to, m, once ? MACH_MSG_TYPE_PORT_SEND_ONCE : MACH_MSG_TYPE_PORT_SEND);
    if (d.receiver != nullptr && once) {
        space.free(m.remote(), *dest);
        to->release();
    }
    return d;
}

}  // namespace mach_msg_usual
