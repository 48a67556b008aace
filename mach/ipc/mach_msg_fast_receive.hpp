/// \file
/// The usual message's arrival, in the receiver's own context. For mach_msg_fast.cpp.
#pragma once

#include <utility>

#include <ipc/ipc_pset.hpp>
#include <ipc/ipc_space.hpp>
#include <ipc/mach_msg.hpp>
#include <ipc/mach_msg_right.hpp>
#include <ipc/mach_msg_usual.hpp>
#include <kern/sched.hpp>
#include <kern/task.hpp>
#include <machine/copy_user.hpp>

namespace mach_msg_usual {

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
    [[assume(name != MACH_PORT_NULL)]];
    return name;
}

/// For the general path: what of the message is in the receiver's memory already.
inline void note_gap(ipc_thread &receiver, message m) { receiver.gap = m.size - m.buffered(); }

inline bool copyout(thread &self, ipc_kmsg &kmsg) {
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
/// spare buffer, in the user's form if it is `named`, else `reply` is its reply right or null.
[[gnu::noinline, clang::minsize]] inline machine::frame *deliver_slowly(thread &self,
                                                                        ipc_port *reply,
                                                                        bool named) {
    ipc_thread &ipc = self.ipc;
    ipc_kmsg &kmsg = *std::exchange(this_processor().spare_message, nullptr);
    ipc.message = &kmsg;
    ipc.status = MACH_MSG_SUCCESS;
    self.wait.result = KERN_SUCCESS;
    kmsg.local = reply;
    trap_outcome outcome = named ? mach_msg_put(self) : mach_msg_deliver(self);
    if (self.take_replaced() && outcome.what == trap_outcome::kind::done)
        outcome = trap_outcome::leave();
    return sched_finish(self, outcome);
}

[[gnu::noinline, clang::minsize]] inline machine::frame *finish_slowly(thread &self) {
    if (!self.take_replaced()) machine::set_return(self.frame, MACH_MSG_SUCCESS);
    return sched_exit();
}

/// The trap of a receiver that has got its message is done.
INLINE machine::frame *finish(thread &self) {
    constexpr uint32_t any = ast_exit_mask | AST_REPLACED;
    if ((self.ast.load(std::memory_order_relaxed) & any) != 0) [[unlikely]]
        return finish_slowly(self);
    machine::set_return(self.frame, MACH_MSG_SUCCESS);
    return &again(&self)->frame;
}

/// With more than the shortest trailer, or when the receiver's memory is not there.
[[gnu::noinline]] inline machine::frame *deliver_whole(thread &self, message m,
                                                       mach_msg_bits_t bits, mach_port_name_t reply,
                                                       mach_port_name_t name) {
    ipc_thread &ipc = self.ipc;
    ipc_kmsg &kmsg = spare();
    set_header(m, bits, reply, name);
    note_gap(ipc, m);
    mach_msg_max_trailer_t &trailer = trailer_behind(kmsg, kmsg.size());
    if ((ipc.option & trailer_elements) == 0)  // else write_trailer has been here
        reinterpret_cast<mach_msg_trailer_t &>(trailer) = {
            .msgh_trailer_type = MACH_MSG_TRAILER_FORMAT_0,
            .msgh_trailer_size = sizeof(mach_msg_trailer_t)};
    ipc.delivered_size = kmsg.size() + trailer.msgh_trailer_size;
    if (!write(ipc, kmsg)) [[unlikely]]
        return deliver_slowly(self, nullptr, true);
    return finish(self);
}

}  // namespace mach_msg_usual
