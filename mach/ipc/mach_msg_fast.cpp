#include <ipc/mach_msg_fast.hpp>

#include <algorithm>
#include <bit>
#include <utility>

#include <ipc/mach_msg_fast_receive.hpp>
#include <ipc/mach_msg_fast_send.hpp>
#include <kern/sched_switch.hpp>
#include <kern/syscall.hpp>
#include <kern/trap_entry.hpp>

using namespace mach_msg_usual;

namespace {

/// The header of a message whose rights are not names yet. The trailer will be written again. What
/// is needed of the message and the delivery, so that it can stay in registers.
[[gnu::noinline, clang::minsize]] void set_kernel_header(ipc_thread &to, mach_msg_bits_t bits,
                                                         mach_msg_size_t size, uint64_t id,
                                                         mach_port_name_t receiver_name) {
    const message m{size, 0, id};
    set_header(m, bits, MACH_PORT_NULL, MACH_PORT_NULL);
    ipc_kmsg &kmsg = spare();
    kmsg.receiver_name = receiver_name;
    note_gap(to, m);
    if ((to.option & trailer_elements) == 0) return;
    const mach_msg_max_trailer_t &trailer = trailer_behind(kmsg, kmsg.size());
    kmsg.seqno = trailer.msgh_seqno;
    kmsg.sender = trailer.msgh_sender;
    kmsg.audit = trailer.msgh_audit;
    kmsg.context = trailer.msgh_context;
}

template <kind Kind>
void set_kernel_header(message m, const delivery &d) {
    const mach_msg_bits_t rights =
        d.reply != nullptr ? MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, MACH_MSG_TYPE_PORT_SEND_ONCE)
                           : MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, 0u);
    set_kernel_header(d.receiver->ipc, all_bits<Kind>(rights), m.size, m.id, d.name);
}

/// The processor's spare buffer becomes the receiver's message.
void put(const delivery &d) {
    processor &cpu = this_processor();
    ipc_kmsg &kmsg = *std::exchange(cpu.spare_message, std::exchange(cpu.second_spare, nullptr));
    kmsg.local = d.reply;
    ipc_thread &ipc = d.receiver->ipc;
    ipc.message = &kmsg;
    ipc.status = MACH_MSG_SUCCESS;
}

/// The sender goes on: a message is there already, or it may not receive.
template <kind Kind>
[[gnu::noinline, clang::minsize]] machine::frame *stay(thread &self, message m, delivery d) {
    set_kernel_header<Kind>(m, d);
    put(d);
    return sched_finish(self, mach_msg_receive(self, d.receiver));
}

/// The rights have no room in the receiver's space, or it has one of them already in another way.
template <kind Kind>
[[gnu::noinline, clang::minsize]] machine::frame *name_slowly(message m, delivery d) {
    set_kernel_header<Kind>(m, d);
    return deliver_slowly(*d.receiver, d.reply, false);
}

/// The rest of a small message. \return whether it could be read
INLINE bool read_body(mach_msg_size_t size, uint64_t buffer) {
    return !has_body(size) || machine::copy_words(body_address(), buffer + head, size - head) ==
                                  machine::copy_status::done;
}

/// \return whether it could be written
INLINE bool write_body(mach_msg_size_t size, uint64_t buffer) {
    return !has_body(size) || machine::copy_words(buffer + head, body_address(), size - head) ==
                                  machine::copy_status::done;
}

/// The sender waits: its processor goes to the receiver, which finishes its trap.
template <kind Kind>
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
    if (cpu.queue->from(to.priority) != 0) [[unlikely]]
        sched_check();
    sched_end_wait(to);
    stop_waiting(ipc);
    // Already as wide as the words they go into.
    uint64_t reply = MACH_PORT_NULL, bits = all_bits<Kind>(answer_bits);
    if constexpr (Kind == kind::carries) {
        if (d.reply != nullptr) bits = all_bits<Kind>(request_bits);
        mach_port_name_t name = MACH_PORT_NULL;
        if (!mach_msg_right_copyout(spare(), to.owner().space(), d.reply, name))
            return name_slowly<Kind>(m, d);
        reply = name;
    } else if (d.reply != nullptr) {
        bits = all_bits<Kind>(request_bits);
        reply = enter_send_once(to.owner().space(), d.reply);
        if (reply == MACH_PORT_NULL) [[unlikely]]
            return name_slowly<Kind>(m, d);
    }
    if ((ipc.option & trailer_elements) == 0) [[likely]] {
        const uint64_t words[4] = {bits | uint64_t{m.size} << 32, reply | uint64_t{d.name} << 32,
                                   m.id << 32, small_trailer};
        if (machine::store_words(ipc.receive_buffer, m.size, words) == machine::copy_status::done &&
            write_body(again(m.size), ipc.receive_buffer)) [[likely]]
            return finish(to);
    }
    return deliver_whole(to, m, static_cast<mach_msg_bits_t>(bits),
                         static_cast<mach_port_name_t>(reply), d.name);
}

template <kind Kind>
constexpr mach_msg_bits_t request_bits =
    all_bits<Kind>(MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE));
template <kind Kind>
constexpr mach_msg_bits_t answer_bits =
    all_bits<Kind>(MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0));
constexpr mach_msg_bits_t notice_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u);

/// \return null when the message is not usual
template <kind Kind>
INLINE machine::frame *pass(processor &cpu, thread &self, message m, mach_msg_bits_t bits) {
    delivery d;
    if (bits == request_bits<Kind>)
        d = request<Kind>(self, m);
    else if (bits == answer_bits<Kind>)
        d = answer<Kind>(self, m);
    if (d.receiver == nullptr) return nullptr;
    if (d.waits) [[likely]]
        return switch_to<Kind>(cpu, self, m, d);
    return stay<Kind>(self, m, d);
}

[[gnu::noinline, clang::minsize]] machine::frame *carry(processor &cpu, thread &self, message m,
                                                        mach_msg_bits_t bits) {
    return pass<kind::carries>(cpu, self, m, bits);
}

/// Does a message of `size` bytes go the usual way? One comparison for the lower bound, the upper
/// bound and the alignment.
INLINE bool usual_size(mach_msg_size_t size) {
    return std::rotr(size - head, 2) <= (largest - head) / 4;
}

/// The sender does not receive. \return null when the message is not usual
[[clang::minsize]] machine::frame *send_only(thread &self, mach_msg_size_t size, uint64_t buffer) {
    uint64_t words[3];
    if (!usual_size(size) || machine::load_words(words, buffer) != machine::copy_status::done)
        return nullptr;
    const message m{size, words[1], words[2]};
    const auto bits = static_cast<mach_msg_bits_t>(words[0]);
    const bool once = bits == answer_bits<kind::plain>;
    if ((!once && bits != notice_bits) || m.local() != MACH_PORT_NULL || !read_body(size, buffer))
        return nullptr;
    const delivery d = notice(self, m, once);
    if (d.receiver == nullptr) return nullptr;
    set_kernel_header(d.receiver->ipc,
                      once ? MACH_MSG_TYPE_PORT_SEND_ONCE : MACH_MSG_TYPE_PORT_SEND, m.size, m.id,
                      d.name);
    put(d);
    wait_wake(*d.receiver, KERN_SUCCESS);
    return sched_finish(self, trap_outcome::done(MACH_MSG_SUCCESS));
}

/// The thread does not send. \return whether it waits
[[clang::minsize]] bool receive_only(processor &cpu, thread &self) {
    ipc_thread &ipc = self.ipc;
    const auto receive_size = static_cast<uint32_t>(machine::argument<3>(self.frame));
    if (receive_size < head) return false;
    ipc.option = static_cast<mach_msg_option_t>(machine::argument<1>(self.frame));
    // No write may go beyond; what is written there faults.
    ipc.receive_buffer = std::min<uint64_t>(machine::argument<0>(self.frame), MACH_VM_MAX_ADDRESS);
    ipc.receive_size = receive_size;
    ipc.receive_name = static_cast<mach_port_name_t>(machine::argument<4>(self.frame));
    ipc_space &space = self.owner().space();
    hot_guard guard(space);
    cpu.current_waits = wait_at_source(self, space);
    return cpu.current_waits;
}

/// Not a send and a receive in one, or the processor has no spare buffer. It keeps no register, as
/// trap_message, which it may call: what it would save on its stack for that, FP registers too,
/// would go back into them when they are another thread's already.
[[gnu::noinline, clang::preserve_none]] machine::frame *trap_seldom(processor &cpu, thread &self) {
    const auto option = static_cast<mach_msg_option_t>(machine::argument<1>(self.frame));
    if ((option & ~usual) == MACH_RCV_MSG && receive_only(cpu, self)) return sched_exit();
    const bool refilled = cpu.spare_message == nullptr && ipc_kmsg_refill();
    if (refilled && (option & ~usual) == both) return trap_message();
    if (cpu.spare_message != nullptr && (option & ~(usual | MACH_SEND_TIMEOUT)) == MACH_SEND_MSG) {
        const auto size = static_cast<mach_msg_size_t>(machine::argument<2>(self.frame));
        if (machine::frame *frame = send_only(self, size, machine::argument<0>(self.frame)))
            return frame;
    }
    return sched_finish(self, trap_msg(self, self.frame));
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
    if ((option & ~usual) == both && cpu.spare_message != nullptr && receive_size >= head &&
        usual_size(size) && machine::load_words(words, buffer) == machine::copy_status::done)
        [[likely]] {
        ipc.option = option;
        ipc.receive_buffer = buffer;
        ipc.receive_size = receive_size;
        ipc.receive_name = static_cast<mach_port_name_t>(machine::argument<4>(self.frame));
        const auto bits = static_cast<mach_msg_bits_t>(words[0]);
        const message m{size, words[1], words[2]};
        if (read_body(size, buffer)) {
            delivery d;
            if (bits == request_bits<kind::plain>)
                d = request<kind::plain>(self, m);
            else if (bits == answer_bits<kind::plain>)
                d = answer<kind::plain>(self, m);
            else if (machine::frame *frame = carry(cpu, self, m, bits))
                return frame;
            if (d.receiver != nullptr) {
                if (d.waits) [[likely]]
                    return switch_to<kind::plain>(cpu, self, m, d);
                return stay<kind::plain>(self, m, d);
            }
            if (spare().remote != nullptr)  // a kernel object
                return sched_finish_inline(self, mach_msg_call_kernel(self));
        }
    }
    return trap_seldom(cpu, self);
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
