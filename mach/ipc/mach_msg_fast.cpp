#include <ipc/mach_msg_fast.hpp>

#include <utility>

#include <ipc/ipc_kmsg_copyout.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_space.hpp>
#include <ipc/mach_msg.hpp>
#include <kern/sched.hpp>
#include <kern/sched_switch.hpp>
#include <kern/syscall.hpp>
#include <kern/trap_entry.hpp>
#include <machine/copy_user.hpp>

namespace {

constexpr mach_msg_option_t both = MACH_SEND_MSG | MACH_RCV_MSG;
constexpr mach_msg_option_t usual =
    MACH_RCV_LARGE | MACH_SEND_INTERRUPT | MACH_RCV_INTERRUPT | MACH_RCV_TRAILER_MASK;
constexpr mach_msg_option_t trailer_elements = MACH_RCV_TRAILER_ELEMENTS(0xf);
constexpr mach_msg_size_t head = sizeof(mach_msg_header_t);
/// What goes through a thread's spare buffer.
constexpr mach_msg_size_t largest_small = small_message_size - sizeof(mach_msg_max_trailer_t);
/// What is copied with locks held.
constexpr mach_msg_size_t largest = 8192 + head;

// Calls would cost here as much as what they do.
#define INLINE [[gnu::always_inline]] inline

INLINE mach_msg_size_t trailer_size(mach_msg_option_t option) {
    return (option & trailer_elements) == 0 ? sizeof(mach_msg_trailer_t) : ipc_trailer_size(option);
}

/// A lock_guard in line.
class SCOPED_CAPABILITY hot_guard {
public:
    INLINE explicit hot_guard(spinlock &lock) ACQUIRE(lock) : lock_(lock) {
#ifdef DEBUG
        lock.lock();
#else
        if (!lock.try_lock()) [[unlikely]]
            lock.lock();
#endif
    }
    INLINE ~hot_guard() RELEASE() { lock_.unlock(); }
    hot_guard(const hot_guard &) = delete;
    hot_guard &operator=(const hot_guard &) = delete;

private:
    spinlock &lock_;
};

/// wait_claim in line.
INLINE bool claim(thread &t) {
    auto seen = t.wait.status.load();
    return (seen == thread_wait::state::waiting ||
            seen == thread_wait::state::waiting_interruptibly) &&
           t.wait.status.compare_exchange_strong(seen, thread_wait::state::claimed);
}

/// The first thread that waits in `queue`, unlinked and claimed, if `size` bytes fit its buffer.
/// The lock of the queue's owner is held.
INLINE ipc_thread *take_first(ipc_thread_queue &queue, mach_msg_size_t size) {
    ipc_thread *t = queue.front();
    if (t == nullptr || size + trailer_size(t->option) > t->receive_size) return nullptr;
    queue.pop_front();
    t->owner->wait.linked = false;
    return claim(*t->owner) ? t : nullptr;
}

INLINE ipc_thread *take_receiver(ipc_port &port, mach_msg_size_t size) REQUIRES(port.lock) {
    if (!port.receivers.empty() || port.sets.empty()) return take_first(port.receivers, size);
    ipc_pset &set = port.sets.front().set;
    hot_guard guard(set.lock);
    return take_first(set.receivers, size);
}

/// Copies what is behind the header to a claimed receiver. \return false: it could not be done
/// without page faults, and the receiver looks again for the message that comes by the general way.
[[gnu::noinline]] bool put_body(thread &self, ipc_thread &receiver, mach_msg_size_t size) {
    pmap &to = receiver.owner->owner().map().physical_map();
    if (to.copy_here(receiver.receive_buffer + head, self.ipc.send_buffer + head, size - head)) {
        receiver.gap = size - head;
        return true;
    }
    receiver.status = MACH_RCV_IN_PROGRESS;
    wait_wake(*receiver.owner, KERN_SUCCESS);
    return false;
}

/// Gives the message of `size` bytes, sent to a right of kind `type`, to a thread that waits for
/// one from `port`. \return it, claimed; or null.
INLINE thread *hand_over(thread &self, ipc_port &port, ipc_kmsg &kmsg, mach_msg_size_t size,
                         uint32_t type) {
    hot_guard guard(port.lock);
    if (port.where != ipc_port::state::in_space || !port.messages.empty()) return nullptr;
    ipc_thread *receiver = take_receiver(port, size);
    if (receiver == nullptr) return nullptr;
    if (size > largest_small && !put_body(self, *receiver, size)) [[unlikely]]
        return nullptr;
    kmsg.seqno = port.seqno++;
    kmsg.context = port.context;
    kmsg.receiver_name = port.name;
    kmsg.header.msgh_bits = type;
    if (type == MACH_MSG_TYPE_PORT_SEND_ONCE)
        --port.send_once_rights;  // a copied send right comes and goes
    if (trailer_size(receiver->option) >
        ipc_trailer_size(MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_SEQNO)))
        kmsg.set_sender(self.owner());
    return receiver->owner;
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
        this_processor().current_waits = true;
        wait_begun(self, interruptible);
    }
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
    hot_guard guard(set.lock);
    if (!set.ready.empty()) return false;
    set.acquire();
    self.ipc.set = &set;
    wait_in(self, set.receivers, &set);
    return true;
}

/// What comes of a message.
struct delivery {
    thread *receiver = nullptr;  ///< has it; null: it is not usual, and nothing has been done
    ipc_port *reply = nullptr;   ///< a send-once right, for the receiver
    bool waits = false;          ///< the sender does
};

/// The rights of a small request to the kernel go into the message, unless the object has gone.
void take_in(ipc_kmsg &kmsg, const ipc_entry &dest, const ipc_entry &back, mach_msg_size_t size) {
    if (size > largest_small) return;
    {
        hot_guard guard(dest.port->lock);
        if (!dest.port->active()) return;
        ++dest.port->send_rights;
        dest.port->acquire();
    }
    hot_guard guard(back.port->lock);
    ++back.port->send_once_rights;
    back.port->acquire();
    kmsg.remote = dest.port;
    kmsg.local = back.port;
    kmsg.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, MACH_MSG_TYPE_PORT_SEND_ONCE);
}

INLINE delivery request(thread &self, ipc_kmsg &kmsg, mach_msg_size_t size) {
    const mach_msg_header_t &header = kmsg.header;
    if (header.msgh_local_port != self.ipc.receive_name) return {};
    ipc_space &space = self.owner().space();
    hot_guard guard(space.lock);
    ipc_entry *dest = space.lookup(header.msgh_remote_port, ENTRY_SEND),
              *back = space.lookup(header.msgh_local_port, ENTRY_RECEIVE);
    if (dest == nullptr || back == nullptr) return {};
    if (dest->port->served_by_kernel()) {
        take_in(kmsg, *dest, *back, size);
        return {};
    }
    thread *receiver = hand_over(self, *dest->port, kmsg, size, MACH_MSG_TYPE_PORT_SEND);
    if (receiver == nullptr) return {};
    ipc_port &reply = *back->port;
    hot_guard reply_guard(reply.lock);
    ++reply.send_once_rights;
    reply.acquire();
    return {receiver, &reply, wait_on(self, reply)};
}

INLINE delivery answer(thread &self, ipc_kmsg &kmsg, mach_msg_size_t size) {
    if (kmsg.header.msgh_local_port != MACH_PORT_NULL) return {};
    ipc_space &space = self.owner().space();
    const mach_port_name_t name = kmsg.header.msgh_remote_port;
    hot_guard guard(space.lock);
    ipc_entry *dest = space.lookup(name, ENTRY_SEND_ONCE);
    if (dest == nullptr || dest->request != nullptr) return {};
    ipc_port *to = dest->port;
    thread *receiver = hand_over(self, *to, kmsg, size, MACH_MSG_TYPE_PORT_SEND_ONCE);
    if (receiver == nullptr) return {};
    space.free(name, *dest);
    to->release();
    ipc_entry *source = space.lookup(self.ipc.receive_name, ENTRY_RECEIVE | ENTRY_PORT_SET);
    if (source == nullptr) return {receiver, nullptr, false};
    if (source->type == ENTRY_PORT_SET) return {receiver, nullptr, wait_on(self, *source->set)};
    hot_guard port_guard(source->port->lock);
    return {receiver, nullptr, wait_on(self, *source->port)};
}

/// The sender goes on: a message is there already, or it may not receive.
[[gnu::noinline]] machine::frame *stay(thread &self, ipc_kmsg &kmsg, const delivery &to) {
    ipc_thread &ipc = to.receiver->ipc;
    kmsg.local = to.reply;
    if (to.reply != nullptr)
        kmsg.header.msgh_bits |= MACH_MSGH_BITS(0u, MACH_MSG_TYPE_PORT_SEND_ONCE);
    ipc.message = &kmsg;
    ipc.status = MACH_MSG_SUCCESS;
    return sched_finish(self, mach_msg_receive(self, to.receiver));
}

/// A name for a send-once right, always one of its own. That the port may be dead shows when the
/// name is used. \return MACH_PORT_NULL when there is no room
INLINE mach_port_name_t enter_send_once(ipc_space &space, ipc_port *port) {
    mach_port_name_t name;
    hot_guard guard(space.lock);
    ipc_entry *entry = space.take_free(name);
    if (entry == nullptr) return MACH_PORT_NULL;
    entry->port = port;
    entry->type = ENTRY_SEND_ONCE;
    entry->urefs = 1;
    return name;
}

INLINE void set_header(ipc_kmsg &kmsg, uint32_t reply_type, mach_port_name_t reply_name) {
    mach_msg_header_t &header = kmsg.header;
    header.msgh_bits = MACH_MSGH_BITS(reply_type, MACH_MSGH_BITS_REMOTE(header.msgh_bits));
    header.msgh_remote_port = reply_name;
    header.msgh_local_port = kmsg.receiver_name;
    header.msgh_reserved = 0;
}

bool copyout(thread &self, ipc_kmsg &kmsg) {
    const mach_msg_bits_t bits = kmsg.header.msgh_bits;
    const uint32_t reply_type = MACH_MSGH_BITS_LOCAL(bits);
    if ((bits & MACH_MSGH_BITS_COMPLEX) != 0) return false;
    mach_port_name_t reply_name = MACH_PORT_NULL;
    if (kmsg.local != nullptr) {
        if (reply_type != MACH_MSG_TYPE_PORT_SEND_ONCE || kmsg.local == ipc_port_dead())
            return false;
        reply_name = enter_send_once(self.owner().space(), kmsg.local);
        if (reply_name == MACH_PORT_NULL) return false;
        kmsg.local = nullptr;
    }
    set_header(kmsg, reply_type, reply_name);
    return true;
}

INLINE mach_msg_size_t add_trailer(ipc_kmsg &kmsg, mach_msg_option_t option) {
    if ((option & trailer_elements) != 0) return ipc_kmsg_add_trailer(kmsg, option);
    auto &trailer = *reinterpret_cast<mach_msg_trailer_t *>(kmsg.bytes() + kmsg.size());
    trailer = {.msgh_trailer_type = MACH_MSG_TRAILER_FORMAT_0, .msgh_trailer_size = sizeof trailer};
    return sizeof trailer;
}

/// Writes the message, header and trailer in place, to the receive buffer. \return whether it could
INLINE bool write(ipc_thread &ipc, ipc_kmsg &kmsg) {
    using machine::copy_to_user;
    constexpr auto done = machine::copy_status::done;
    if (ipc.gap == 0) [[likely]]
        return copy_to_user(ipc.receive_buffer, &kmsg.header, ipc.delivered_size) == done;
    kmsg.header.msgh_size += ipc.gap;
    const bool written = copy_to_user(ipc.receive_buffer, &kmsg.header, head) == done &&
                         copy_to_user(ipc.receive_buffer + head + ipc.gap, kmsg.bytes() + head,
                                      ipc.delivered_size - head) == done;
    kmsg.header.msgh_size -= ipc.gap;
    if (written) ipc.gap = 0;
    return written;
}

INLINE void keep(ipc_thread &ipc, ipc_kmsg &kmsg) {
    if (kmsg.source == ipc_kmsg::origin::small && ipc.spare == nullptr)
        ipc.spare = &kmsg;
    else
        ipc_kmsg_free(&kmsg);
}

INLINE void stop_waiting(ipc_thread &ipc) {
    if (ipc_port *port = std::exchange(ipc.port, nullptr))
        port->release();
    else
        std::exchange(ipc.set, nullptr)->release();
}

/// The receiver, current now, gets no further the usual way. `kmsg.local` has the reply right if it
/// is not a name yet.
[[gnu::noinline]] machine::frame *deliver_slowly(thread &self, ipc_kmsg &kmsg, bool named) {
    self.ipc.message = &kmsg;
    self.wait.result = KERN_SUCCESS;
    trap_outcome outcome = named ? mach_msg_put(self) : mach_msg_deliver(self);
    if (std::exchange(self.state_replaced, false) && outcome.what == trap_outcome::kind::done)
        outcome = trap_outcome::leave();
    return sched_finish(self, outcome);
}

/// The sender waits: its processor goes to the receiver, which finishes its trap.
INLINE machine::frame *switch_to(thread &self, ipc_kmsg &kmsg, const delivery &from) {
    thread &self_to_be = *from.receiver;
    ipc_thread &ipc = self_to_be.ipc;
    processor &cpu = this_processor();
    self.ipc.spare = nullptr;
    sched_leave(cpu, self);
    sched_dispatch(cpu, self_to_be);
    if (cpu.queue->reaches(self_to_be.priority)) [[unlikely]]
        sched_check();
    sched_end_wait(self_to_be);
    stop_waiting(ipc);
    if (from.reply != nullptr) {
        const mach_port_name_t name = enter_send_once(self_to_be.owner().space(), from.reply);
        if (name == MACH_PORT_NULL) [[unlikely]] {
            kmsg.local = from.reply;
            kmsg.header.msgh_bits |= MACH_MSGH_BITS(0u, MACH_MSG_TYPE_PORT_SEND_ONCE);
            return deliver_slowly(self_to_be, kmsg, false);
        }
        set_header(kmsg, MACH_MSG_TYPE_PORT_SEND_ONCE, name);
    } else {
        set_header(kmsg, 0, MACH_PORT_NULL);
    }
    ipc.delivered_size = kmsg.size() + add_trailer(kmsg, ipc.option);
    ipc.status = MACH_MSG_SUCCESS;
    if (!write(ipc, kmsg)) [[unlikely]]
        return deliver_slowly(self_to_be, kmsg, true);
    keep(ipc, kmsg);
    if (self_to_be.state_replaced) [[unlikely]]
        self_to_be.state_replaced = false;
    else
        machine::set_return(self_to_be.frame, MACH_MSG_SUCCESS);
    if ((self_to_be.ast.load(std::memory_order_relaxed) & ast_exit_mask) != 0) [[unlikely]]
        return sched_exit();
    return &self_to_be.frame;
}

}  // namespace

machine::frame *trap_message() {
    thread &self = current_thread();
    machine::frame &frame = self.frame;
    ipc_thread &ipc = self.ipc;
    const auto option = static_cast<mach_msg_option_t>(machine::argument<1>(frame));
    const auto size = static_cast<mach_msg_size_t>(machine::argument<2>(frame));
    ipc_kmsg *kmsg = ipc.spare;
    if ((option & ~usual) == both && kmsg != nullptr && size % 4 == 0 &&
        size - head <= largest - head) [[likely]] {
        ipc.option = option;
        ipc.send_buffer = ipc.receive_buffer = machine::argument<0>(frame);
        ipc.receive_size = static_cast<uint32_t>(machine::argument<3>(frame));
        ipc.receive_name = static_cast<mach_port_name_t>(machine::argument<4>(frame));
        mach_msg_header_t &header = kmsg->header;
        const mach_msg_size_t first = size <= largest_small ? size : head;
        if (ipc.receive_size >= head && machine::copy_from_user(&header, ipc.send_buffer, first) ==
                                            machine::copy_status::done) {
            header.msgh_size = first;
            delivery to;
            if (header.msgh_bits ==
                MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE))
                to = request(self, *kmsg, size);
            else if (header.msgh_bits == MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0))
                to = answer(self, *kmsg, size);
            if (to.receiver != nullptr) {
                if (to.waits) [[likely]]
                    return switch_to(self, *kmsg, to);
                ipc.spare = nullptr;
                return stay(self, *kmsg, to);
            }
            if (kmsg->remote != nullptr)  // a kernel object
                return sched_finish_inline(self, mach_msg_call_kernel(self));
        }
    }
    return sched_finish(self, trap_msg(self, frame));
}

bool mach_msg_fast_copyout(thread &self, ipc_kmsg &kmsg) { return copyout(self, kmsg); }

trap_outcome mach_msg_receive_continue(thread &self) {
    ipc_thread &ipc = self.ipc;
    if (self.wait.result != KERN_SUCCESS || ipc.status != MACH_MSG_SUCCESS)
        return mach_msg_receive_ended(self);
    stop_waiting(ipc);
    ipc_kmsg &kmsg = *ipc.message;
    const mach_msg_size_t size = kmsg.size() + trailer_size(ipc.option);
    if (size > ipc.receive_size || !copyout(self, kmsg)) return mach_msg_deliver(self);
    ipc.delivered_size = kmsg.size() + add_trailer(kmsg, ipc.option);
    if (!write(ipc, kmsg)) return mach_msg_put(self);  // tries again, and waits if it has to
    ipc.message = nullptr;
    keep(ipc, kmsg);
    return trap_outcome::done(MACH_MSG_SUCCESS);
}
