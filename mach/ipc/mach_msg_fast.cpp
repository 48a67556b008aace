#include <ipc/mach_msg_fast.hpp>

#include <bit>
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
/// What goes through a processor's spare buffer.
constexpr mach_msg_size_t largest_small = small_message_size - sizeof(mach_msg_max_trailer_t);
/// What is copied with locks held.
constexpr mach_msg_size_t largest = 8192 + head;

// Calls would cost here as much as what they do. What is seldom called keeps the registers, so that
// the usual way need not.
#define INLINE [[gnu::always_inline]] inline
#define SELDOM [[gnu::noinline, clang::preserve_most]]

INLINE mach_msg_size_t trailer_size(mach_msg_option_t option) {
    return (option & trailer_elements) == 0 ? sizeof(mach_msg_trailer_t) : ipc_trailer_size(option);
}

/// A lock_guard in line for the lock of an object. What is seldom called gets the object, so that
/// the address of the lock need not be kept.
template <class Object>
class SCOPED_CAPABILITY hot_guard {
public:
    INLINE explicit hot_guard(Object &object) ACQUIRE(object.lock) : object_(object) {
#ifdef DEBUG
        wait_for(object);
#else
        if (!object.lock.try_lock()) [[unlikely]]
            wait_for(object);
#endif
    }
    INLINE ~hot_guard() RELEASE() { object_.lock.unlock(); }
    hot_guard(const hot_guard &) = delete;
    hot_guard &operator=(const hot_guard &) = delete;

private:
    SELDOM static void wait_for(Object &object) ACQUIRE(object.lock) { object.lock.lock(); }
    Object &object_;
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
    thread &owner = *t->owner;
    queue.pop_front();
    owner.wait.linked = false;
    return claim(owner) ? t : nullptr;
}

INLINE ipc_thread *take_receiver(ipc_port &port, mach_msg_size_t size) REQUIRES(port.lock) {
    if (!port.receivers.empty() || port.sets.empty()) return take_first(port.receivers, size);
    ipc_pset &set = port.sets.front().set;
    hot_guard guard(set);
    return take_first(set.receivers, size);
}

/// Copies what is behind the header to a claimed receiver. \return false: it could not be done
/// without page faults, and the receiver looks again for the message that comes by the general way.
SELDOM bool put_body(thread &self, ipc_thread &receiver, mach_msg_size_t size) {
    pmap &to = receiver.owner->owner().map().physical_map();
    if (to.copy_here(receiver.receive_buffer + head, machine::argument<0>(self.frame) + head,
                     size - head)) {
        return true;
    }
    receiver.status = MACH_RCV_IN_PROGRESS;
    wait_wake(*receiver.owner, KERN_SUCCESS);
    return false;
}

/// The processor's spare buffer, which is there from the beginning of the trap on.
INLINE ipc_kmsg &spare() { return *this_processor().spare_message; }
INLINE uint64_t body_address() { return reinterpret_cast<uint64_t>(spare().bytes() + head); }

/// A message whose header is in registers. The rest of a small one is in the spare buffer, which
/// takes the header when it is needed there. Passed by value, so that it can stay in registers.
struct message {
    mach_msg_size_t size;
    uint64_t names, id;  ///< the header's second and third word, as the user wrote them

    mach_port_name_t remote() const { return static_cast<mach_port_name_t>(names); }
    mach_port_name_t local() const { return static_cast<mach_port_name_t>(names >> 32); }
    /// Is there something in the buffer?
    bool has_body() const { return size - head - 1 < largest_small - head; }
    /// How much, with the header.
    mach_msg_size_t buffered() const { return size <= largest_small ? size : head; }
};

INLINE void set_header(message m, mach_msg_bits_t bits, mach_port_name_t remote,
                       mach_port_name_t local) {
    spare().header = {.msgh_bits = bits,
                      .msgh_size = m.buffered(),
                      .msgh_remote_port = remote,
                      .msgh_local_port = local,
                      .msgh_reserved = 0,
                      .msgh_id = static_cast<mach_msg_id_t>(m.id >> 32)};
}

/// For the general path: what of the message is in the receiver's memory already.
void note_gap(ipc_thread &receiver, message m) { receiver.gap = m.size - m.buffered(); }

/// What the trailer tells the receiver.
SELDOM void note_sender(thread &self, ipc_port &port, mach_port_seqno_t seqno) REQUIRES(port.lock) {
    ipc_kmsg &kmsg = spare();
    kmsg.seqno = seqno;
    kmsg.context = port.context;
    kmsg.set_sender(self.owner());
}

/// What comes of a message.
struct delivery {
    thread *receiver = nullptr;  ///< has it; null: it is not usual, and nothing has been done
    ipc_port *reply = nullptr;   ///< a send-once right, for the receiver
    mach_port_name_t name = MACH_PORT_NULL;  ///< the receiver's, of the port
    bool waits = false;                      ///< the sender does
};

/// Gives the message, sent to a right of kind `type`, to a thread that waits for one from `port`.
INLINE delivery hand_over(thread &self, ipc_port &port, message m, uint32_t type) {
    hot_guard guard(port);
    if (port.where != ipc_port::state::in_space || !port.messages.empty()) return {};
    ipc_thread *receiver = take_receiver(port, m.size);
    if (receiver == nullptr) return {};
    if (m.size > largest_small && !put_body(self, *receiver, m.size)) [[unlikely]]
        return {};
    const mach_port_seqno_t seqno = port.seqno++;
    if ((receiver->option & trailer_elements) != 0) note_sender(self, port, seqno);
    if (type == MACH_MSG_TYPE_PORT_SEND_ONCE)
        --port.send_once_rights;  // a copied send right comes and goes
    return {.receiver = receiver->owner, .name = port.name};
}

/// An abort or interrupt that came before the wait may end it.
SELDOM void end_early(thread &self) {
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

/// The rights of a small request to the kernel go into the message, unless the object has gone.
SELDOM void take_in(message m, ipc_port &dest, ipc_port &reply) {
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

INLINE delivery request(thread &self, message m) {
    ipc_thread &ipc = self.ipc;
    if (m.local() != ipc.receive_name) return {};
    ipc_space &space = self.owner().space();
    hot_guard guard(space);
    ipc_entry *dest = space.lookup(m.remote(), ENTRY_SEND, ipc.send_hint);
    if (dest == nullptr) return {};
    ipc_entry *back = space.lookup(m.local(), ENTRY_RECEIVE, ipc.receive_hint);
    if (back == nullptr) return {};
    delivery d = hand_over(self, *dest->port, m, MACH_MSG_TYPE_PORT_SEND);
    if (d.receiver == nullptr) {
        if (dest->port->served_by_kernel()) take_in(m, *dest->port, *back->port);
        return {};
    }
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

INLINE delivery answer(thread &self, message m) {
    if (m.local() != MACH_PORT_NULL) return {};
    ipc_thread &ipc = self.ipc;
    ipc_space &space = self.owner().space();
    hot_guard guard(space);
    ipc_entry *dest = space.lookup(m.remote(), ENTRY_SEND_ONCE, ipc.send_hint);
    if (dest == nullptr || dest->request != nullptr) return {};
    ipc_port *to = dest->port;
    delivery d = hand_over(self, *to, m, MACH_MSG_TYPE_PORT_SEND_ONCE);
    if (d.receiver == nullptr) return {};
    space.free(m.remote(), *dest);
    to->release();
    ipc_entry *source =
        space.lookup(ipc.receive_name, ENTRY_RECEIVE | ENTRY_PORT_SET, ipc.receive_hint);
    if (source == nullptr) return d;
    if (source->type == ENTRY_PORT_SET) {
        d.waits = wait_on(self, *source->set);
        return d;
    }
    ipc_port &port = *source->port;
    hot_guard port_guard(port);
    d.waits = wait_on(self, port);
    if (d.waits) [[likely]]
        port.acquire();
    return d;
}

/// The sender goes on: a message is there already, or it may not receive.
[[gnu::noinline]] machine::frame *stay(thread &self, message m, delivery d) {
    ipc_kmsg &kmsg = spare();
    const bool replies = d.reply != nullptr;
    set_header(m,
               replies ? MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, MACH_MSG_TYPE_PORT_SEND_ONCE)
                       : MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, 0u),
               MACH_PORT_NULL, MACH_PORT_NULL);
    kmsg.receiver_name = d.name;
    kmsg.local = d.reply;
    this_processor().spare_message = nullptr;
    ipc_thread &ipc = d.receiver->ipc;
    note_gap(ipc, m);
    ipc.message = &kmsg;
    ipc.status = MACH_MSG_SUCCESS;
    return sched_finish(self, mach_msg_receive(self, d.receiver));
}

/// A name for a send-once right, always one of its own. That the port may be dead shows when the
/// name is used. \return MACH_PORT_NULL when there is no room
INLINE mach_port_name_t enter_send_once(ipc_space &space, ipc_port *port) {
    mach_port_name_t name;
    hot_guard guard(space);
    ipc_entry *entry = space.take_free(name);
    if (entry == nullptr) return MACH_PORT_NULL;
    entry->port = port;
    entry->type = ENTRY_SEND_ONCE;
    entry->urefs = 1;
    return name;
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
    mach_msg_header_t &header = kmsg.header;
    header.msgh_bits = MACH_MSGH_BITS(reply_type, MACH_MSGH_BITS_REMOTE(bits));
    header.msgh_remote_port = reply_name;
    header.msgh_local_port = kmsg.receiver_name;
    header.msgh_reserved = 0;
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

INLINE void stop_waiting(ipc_thread &ipc) {
    if (ipc_port *port = std::exchange(ipc.port, nullptr))
        port->release();
    else
        std::exchange(ipc.set, nullptr)->release();
}

/// The receiver, current now, gets no further the usual way: the message is in the processor's
/// spare buffer. `reply` is not a name yet if not null.
[[gnu::noinline]] machine::frame *deliver_slowly(thread &self, ipc_port *reply) {
    ipc_thread &ipc = self.ipc;
    ipc_kmsg &kmsg = *std::exchange(this_processor().spare_message, nullptr);
    ipc.message = &kmsg;
    ipc.status = MACH_MSG_SUCCESS;
    self.wait.result = KERN_SUCCESS;
    kmsg.local = reply;
    trap_outcome outcome = reply == nullptr ? mach_msg_put(self) : mach_msg_deliver(self);
    if (std::exchange(self.state_replaced, false) && outcome.what == trap_outcome::kind::done)
        outcome = trap_outcome::leave();
    return sched_finish(self, outcome);
}

/// The trap of a receiver that has got its message is done.
INLINE machine::frame *finish(thread &self) {
    if (self.state_replaced) [[unlikely]]
        self.state_replaced = false;
    else
        machine::set_return(self.frame, MACH_MSG_SUCCESS);
    if ((self.ast.load(std::memory_order_relaxed) & ast_exit_mask) != 0) [[unlikely]]
        return sched_exit();
    return &self.frame;
}

/// With more than the shortest trailer, or when the receiver's memory is not there.
[[gnu::noinline]] machine::frame *deliver_whole(thread &self, message m, mach_msg_bits_t bits,
                                                mach_port_name_t reply, mach_port_name_t name) {
    ipc_thread &ipc = self.ipc;
    ipc_kmsg &kmsg = spare();
    set_header(m, bits, reply, name);
    note_gap(ipc, m);
    ipc.delivered_size = kmsg.size() + add_trailer(kmsg, ipc.option);
    if (!write(ipc, kmsg)) [[unlikely]]
        return deliver_slowly(self, nullptr);
    return finish(self);
}

/// The sender waits: its processor goes to the receiver, which finishes its trap.
INLINE machine::frame *switch_to(processor &cpu, thread &self, message m, delivery d) {
    constexpr mach_msg_bits_t request_bits =
        MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND);
    constexpr mach_msg_bits_t answer_bits = MACH_MSGH_BITS(0u, MACH_MSG_TYPE_PORT_SEND_ONCE);
    constexpr uint64_t small_trailer = uint64_t{sizeof(mach_msg_trailer_t)} << 32;
    static_assert(MACH_MSG_TRAILER_FORMAT_0 == 0);

    thread &to = *d.receiver;
    ipc_thread &ipc = to.ipc;
    sched_leave(cpu, self, true);
    sched_dispatch(cpu, to);
    if (cpu.queue->reaches(to.priority)) [[unlikely]]
        sched_check();
    sched_end_wait(to);
    stop_waiting(ipc);
    mach_port_name_t reply = MACH_PORT_NULL;
    mach_msg_bits_t bits = answer_bits;
    if (d.reply != nullptr) {
        reply = enter_send_once(to.owner().space(), d.reply);
        bits = request_bits;
        if (reply == MACH_PORT_NULL) [[unlikely]] {
            spare().receiver_name = d.name;
            note_gap(ipc, m);
            set_header(m, MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, MACH_MSG_TYPE_PORT_SEND_ONCE),
                       MACH_PORT_NULL, MACH_PORT_NULL);
            return deliver_slowly(to, d.reply);
        }
    }
    if ((ipc.option & trailer_elements) == 0) [[likely]] {
        const uint64_t words[4] = {bits | uint64_t{m.size} << 32, reply | uint64_t{d.name} << 32,
                                   m.id >> 32 << 32, small_trailer};
        using machine::copy_status;
        if (machine::store_words(ipc.receive_buffer, m.size, words) == copy_status::done &&
            (!m.has_body() || machine::copy_words(ipc.receive_buffer + head, body_address(),
                                                  m.size - head) == copy_status::done)) [[likely]]
            return finish(to);
    }
    return deliver_whole(to, m, bits, reply, d.name);
}

}  // namespace

machine::frame *trap_message() {
    processor &cpu = this_processor();
    thread &self = *cpu.current;
    ipc_thread &ipc = self.ipc;
    const auto option = static_cast<mach_msg_option_t>(machine::argument<1>(self.frame));
    const auto size = static_cast<mach_msg_size_t>(machine::argument<2>(self.frame));
    const auto receive_size = static_cast<uint32_t>(machine::argument<3>(self.frame));
    const uint64_t buffer = machine::argument<0>(self.frame);
    uint64_t words[3];
    // One comparison for the lower bound, the upper bound and the alignment.
    if ((option & ~usual) == both && cpu.spare_message != nullptr && receive_size >= head &&
        std::rotr(size - head, 2) <= (largest - head) / 4 &&
        machine::load_words(words, buffer) == machine::copy_status::done) [[likely]] {
        ipc.option = option;
        ipc.receive_buffer = buffer;
        ipc.receive_size = receive_size;
        ipc.receive_name = static_cast<mach_port_name_t>(machine::argument<4>(self.frame));
        const auto bits = static_cast<mach_msg_bits_t>(words[0]);
        const message m{size, words[1], words[2]};
        if (!m.has_body() || machine::copy_words(body_address(), buffer + head, size - head) ==
                                 machine::copy_status::done) {
            delivery d;
            if (bits == MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE))
                d = request(self, m);
            else if (bits == MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0))
                d = answer(self, m);
            if (d.receiver != nullptr) {
                if (d.waits) [[likely]]
                    return switch_to(cpu, self, m, d);
                return stay(self, m, d);
            }
            if (spare().remote != nullptr)  // a kernel object
                return sched_finish_inline(self, mach_msg_call_kernel(self));
        }
    }
    return sched_finish(self, trap_msg(self, self.frame));
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
    ipc_kmsg_recycle(&kmsg);
    return trap_outcome::done(MACH_MSG_SUCCESS);
}
