#include <ipc/mach_msg_fast.hpp>

#include <utility>

#include <ipc/ipc_kmsg_copyout.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_space.hpp>
#include <ipc/mach_msg.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <kern/user_copy.hpp>

namespace {

constexpr mach_msg_option_t both = MACH_SEND_MSG | MACH_RCV_MSG;
constexpr mach_msg_size_t largest = small_message_size - sizeof(mach_msg_max_trailer_t);
constexpr mach_msg_option_t usual =
    both | MACH_RCV_LARGE | MACH_SEND_INTERRUPT | MACH_RCV_INTERRUPT | MACH_RCV_TRAILER_MASK;

// Calls would cost here as much as what they do.
#define INLINE [[gnu::always_inline]] inline

/// The first thread that waits in `queue`, unlinked and claimed, if `size` bytes fit its buffer.
/// The lock of the queue's owner is held.
INLINE ipc_thread *take_first(ipc_thread_queue &queue, mach_msg_size_t size) {
    ipc_thread *t = queue.front();
    if (t == nullptr || size + ipc_trailer_size(t->option) > t->receive_size) return nullptr;
    queue.remove(*t);
    t->owner->wait.linked = false;
    return wait_claim(*t->owner) ? t : nullptr;
}

INLINE ipc_thread *take_receiver(ipc_port &port, mach_msg_size_t size) REQUIRES(port.lock) {
    if (!port.receivers.empty() || port.sets.empty()) return take_first(port.receivers, size);
    ipc_pset &set = port.sets.front().set;
    lock_guard guard(set.lock);
    return take_first(set.receivers, size);
}

/// Gives the message, sent to a right of kind `type`, to a thread that waits for one from `port`.
/// \return it, claimed; or null.
INLINE thread *hand_over(thread &self, ipc_port &port, ipc_kmsg &kmsg, uint32_t type) {
    lock_guard guard(port.lock);
    if (port.where != ipc_port::state::in_space || !port.messages.empty()) return nullptr;
    ipc_thread *receiver = take_receiver(port, kmsg.size());
    if (receiver == nullptr) return nullptr;
    kmsg.seqno = port.seqno++;
    kmsg.context = port.context;
    kmsg.receiver_name = port.name;
    kmsg.header.msgh_bits = type;
    if (type == MACH_MSG_TYPE_PORT_SEND_ONCE)
        --port.send_once_rights;  // a copied send right comes and goes
    if (ipc_trailer_size(receiver->option) >
        ipc_trailer_size(MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_SEQNO)))
        kmsg.set_sender(self.owner());
    self.ipc.spare = nullptr;
    receiver->message = &kmsg;
    receiver->status = MACH_MSG_SUCCESS;
    return receiver->owner;
}

INLINE void wait_in(thread &self, ipc_thread_queue &queue, void *object) {
    queue.push_back(self.ipc);
    self.wait.linked = true;
    wait_begin(self, wait_kind::message_receive, mach_msg_receive_continue, object,
               (self.ipc.option & MACH_RCV_INTERRUPT) != 0);
}

/// \return false when a message is there already.
INLINE bool wait_on(thread &self, ipc_port &port) REQUIRES(port.lock) {
    if (!port.messages.empty()) return false;
    port.acquire();
    self.ipc.port = &port;
    wait_in(self, port.receivers, &port);
    return true;
}

INLINE bool wait_on(thread &self, ipc_pset &set) {
    lock_guard guard(set.lock);
    if (!set.ready.empty()) return false;
    set.acquire();
    self.ipc.set = &set;
    wait_in(self, set.receivers, &set);
    return true;
}

INLINE trap_outcome finish(thread &self, thread &partner, bool waits) {
    if (!waits) return mach_msg_receive(self, &partner);
    thread_handoff(partner, KERN_SUCCESS);
    return trap_outcome::blocked();
}

INLINE bool request(thread &self, ipc_kmsg &kmsg, trap_outcome &outcome) {
    const mach_msg_header_t &header = kmsg.header;
    if (header.msgh_local_port != self.ipc.receive_name) return false;
    ipc_space &space = self.owner().space();
    thread *partner;
    bool waits;
    {
        lock_guard guard(space.lock);
        ipc_entry *dest = space.lookup(header.msgh_remote_port),
                  *back = space.lookup(header.msgh_local_port);
        if (dest == nullptr || (dest->type & ENTRY_SEND) == 0) return false;
        if (back == nullptr || (back->type & ENTRY_RECEIVE) == 0) return false;
        partner = hand_over(self, *dest->port, kmsg, MACH_MSG_TYPE_PORT_SEND);
        if (partner == nullptr) return false;
        ipc_port &reply = *back->port;
        lock_guard reply_guard(reply.lock);
        ++reply.send_once_rights;
        reply.acquire();
        kmsg.local = &reply;  // the receiver does not run before it is woken
        kmsg.header.msgh_bits |= MACH_MSGH_BITS(0u, MACH_MSG_TYPE_PORT_SEND_ONCE);
        waits = wait_on(self, reply);
    }
    outcome = finish(self, *partner, waits);
    return true;
}

INLINE bool answer(thread &self, ipc_kmsg &kmsg, trap_outcome &outcome) {
    if (kmsg.header.msgh_local_port != MACH_PORT_NULL) return false;
    ipc_space &space = self.owner().space();
    const mach_port_name_t name = kmsg.header.msgh_remote_port;
    ref<ipc_port> sent_to;
    thread *partner;
    bool waits = false;
    {
        lock_guard guard(space.lock);
        ipc_entry *dest = space.lookup(name);
        if (dest == nullptr || dest->type != ENTRY_SEND_ONCE || dest->request != nullptr)
            return false;
        partner = hand_over(self, *dest->port, kmsg, MACH_MSG_TYPE_PORT_SEND_ONCE);
        if (partner == nullptr) return false;
        sent_to = ref<ipc_port>::adopt(dest->port);
        space.free(name, *dest);
        kmsg.local = nullptr;
        if (ipc_entry *source = space.lookup(self.ipc.receive_name)) {
            if ((source->type & ENTRY_RECEIVE) != 0) {
                lock_guard port_guard(source->port->lock);
                waits = wait_on(self, *source->port);
            } else if (source->type == ENTRY_PORT_SET) {
                waits = wait_on(self, *source->set);
            }
        }
    }
    outcome = finish(self, *partner, waits);
    return true;
}

INLINE bool copyout(thread &self, ipc_kmsg &kmsg) {
    mach_msg_header_t &header = kmsg.header;
    const mach_msg_bits_t bits = header.msgh_bits;
    const uint32_t reply_type = MACH_MSGH_BITS_LOCAL(bits);
    if ((bits & MACH_MSGH_BITS_COMPLEX) != 0) return false;
    mach_port_name_t reply_name = MACH_PORT_NULL;
    if (kmsg.local != nullptr) {
        if (reply_type != MACH_MSG_TYPE_PORT_SEND_ONCE || kmsg.local == ipc_port_dead())
            return false;
        ipc_space &space = self.owner().space();
        lock_guard guard(space.lock);
        ipc_entry *entry = space.take_free(reply_name);
        if (entry == nullptr) return false;
        // A send-once right always gets a name of its own. That the port may be dead shows when the
        // name is used.
        entry->port = std::exchange(kmsg.local, nullptr);
        entry->type = ENTRY_SEND_ONCE;
        entry->urefs = 1;
    }
    header.msgh_bits = MACH_MSGH_BITS(reply_type, MACH_MSGH_BITS_REMOTE(bits));
    header.msgh_remote_port = reply_name;
    header.msgh_local_port = kmsg.receiver_name;
    header.msgh_reserved = 0;
    return true;
}

}  // namespace

trap_outcome mach_msg_fast(thread &self, mach_msg_size_t size) {
    ipc_thread &ipc = self.ipc;
    ipc_kmsg *kmsg = ipc.spare;
    if (kmsg == nullptr || size % 4 != 0 ||
        size - sizeof(mach_msg_header_t) > largest - sizeof(mach_msg_header_t))
        return mach_msg_send_user(self, size);
    mach_msg_header_t &header = kmsg->header;
    if (!copy_in(&header, ipc.send_buffer, size))
        return mach_msg_send_user(self, size);  // finds out again, and says why
    header.msgh_size = size;
    if ((ipc.option & ~usual) == 0 && ipc.receive_size >= sizeof(mach_msg_header_t)) {
        trap_outcome outcome = trap_outcome::blocked();
        if (header.msgh_bits ==
            MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE)) {
            if (request(self, *kmsg, outcome)) return outcome;
        } else if (header.msgh_bits == MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0)) {
            if (answer(self, *kmsg, outcome)) return outcome;
        }
    }
    if ((header.msgh_bits & ~(MACH_MSGH_BITS_REMOTE_MASK | MACH_MSGH_BITS_LOCAL_MASK)) != 0)
        return mach_msg_send_user(self, size);
    return mach_msg_send_read(self, std::exchange(ipc.spare, nullptr));
}

bool mach_msg_fast_copyout(thread &self, ipc_kmsg &kmsg) { return copyout(self, kmsg); }

trap_outcome mach_msg_receive_continue(thread &self) {
    ipc_thread &ipc = self.ipc;
    if (self.wait.result != KERN_SUCCESS || ipc.status != MACH_MSG_SUCCESS)
        return mach_msg_receive_ended(self);
    if (ipc_port *port = std::exchange(ipc.port, nullptr))
        port->release();
    else
        std::exchange(ipc.set, nullptr)->release();
    ipc_kmsg &kmsg = *ipc.message;
    const mach_msg_size_t size = kmsg.size() + ipc_trailer_size(ipc.option);
    if (size > ipc.receive_size || !copyout(self, kmsg)) return mach_msg_deliver(self);
    if ((ipc.option & MACH_RCV_TRAILER_ELEMENTS(0xf)) == 0) {
        auto &trailer = *reinterpret_cast<mach_msg_trailer_t *>(kmsg.bytes() + kmsg.size());
        trailer = {.msgh_trailer_type = MACH_MSG_TRAILER_FORMAT_0,
                   .msgh_trailer_size = sizeof trailer};
    } else {
        (void)ipc_kmsg_add_trailer(kmsg, ipc.option);
    }
    ipc.delivered_size = size;
    if (!copy_out(ipc.receive_buffer, &kmsg.header, size))
        return mach_msg_put(self);  // tries again, and waits if it has to
    ipc.message = nullptr;
    if (kmsg.source == ipc_kmsg::origin::small && ipc.spare == nullptr)
        ipc.spare = &kmsg;
    else
        ipc_kmsg_free(&kmsg);
    return trap_outcome::done(MACH_MSG_SUCCESS);
}
