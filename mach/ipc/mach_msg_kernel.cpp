// Messages to kernel objects.
#include <ipc/mach_msg.hpp>

#include <cstring>
#include <utility>

#include <ipc/ipc_kmsg_copyout.hpp>
#include <ipc/ipc_kobject_table.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_space.hpp>
#include <ipc/ipc_trace.hpp>
#include <kern/processor.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <machine/copy_user.hpp>
#include <vm/vm_fault.hpp>

namespace {

trap_outcome serve_again(thread &self) {
    ipc_kmsg *kmsg = std::exchange(self.ipc.message, nullptr);
    if (self.wait.result == KERN_ABORTED)
        return mach_msg_give_back(self, kmsg, MACH_SEND_INTERRUPTED);
    return mach_msg_to_kernel(self, kmsg);
}

/// Turns the request into its own bare reply.
void make_simple_reply(ipc_kmsg &kmsg, kern_return_t result) {
    using reply = mach::rpc::wire<mach::rpc::empty_reply>;
    kmsg.header.msgh_size = sizeof(reply);
    reinterpret_cast<reply &>(kmsg.header).body.result = result;
    kmsg.header.msgh_bits &= ~MACH_MSGH_BITS_COMPLEX;
}

/// Addresses `reply` to the request's reply right, which may be the same message.
void address(ipc_kmsg &reply, ipc_kmsg &request) {
    const mach_msg_bits_t type = MACH_MSGH_BITS_LOCAL(request.header.msgh_bits);
    const mach_msg_id_t id = request.header.msgh_id + 100;
    ipc_port *const to = std::exchange(request.local, nullptr);
    if (&reply == &request)
        (void)ipc_right_transit::adopt(request.remote,
                                       MACH_MSGH_BITS_REMOTE(request.header.msgh_bits));
    reply.remote = to;
    reply.header.msgh_bits =
        (reply.header.msgh_bits & MACH_MSGH_BITS_COMPLEX) | MACH_MSGH_BITS(type, 0u);
    reply.header.msgh_id = id;
    reply.sender = {};
    reply.audit = {};
}

/// If the caller is about to receive the reply anyway, gives it the message without the detour
/// through the queue.
bool receive_at_once(thread &self, ipc_kmsg &reply) {
    ipc_thread &ipc = self.ipc;
    if ((ipc.option & MACH_RCV_MSG) == 0 ||
        ipc.receive_size < reply.size() + ipc_trailer_size(ipc.option))
        return false;
    ipc_port &port = *reply.remote;
    ipc_deferred after;
    lock_guard guard(port.lock);
    if (!port.received_by(self.owner().space()) || port.name != ipc.receive_name ||
        !port.messages.empty())
        return false;
    ipc_trace(MACH_TRACE_SENT, nullptr, reply, &port);
    ipc_mqueue_delivered(port, reply, &ipc, after);
    ipc.message = &reply;
    return true;
}

trap_outcome finish(thread &self, ipc_kmsg *reply) {
    if (ipc_port_valid(reply->remote)) {
        if (receive_at_once(self, *reply)) return mach_msg_deliver(self);
        ipc_mqueue_post(reply, &self.owner().space());
    } else {
        ipc_kmsg_destroy(reply);
    }
    return mach_msg_sent(self, nullptr);
}

trap_outcome serve_raw(thread &self, const ipc_kobject_raw &raw, ipc_kmsg *kmsg) {
    raw.message(*kmsg->remote, self, kmsg->header, kmsg->size());
    ipc_kmsg_destroy(kmsg);
    return mach_msg_sent(self, nullptr);
}

}  // namespace

trap_outcome mach_msg_to_kernel(thread &self, ipc_kmsg *kmsg) {
    ipc_port &port = *kmsg->remote;
    kobject_type type;
    {
        lock_guard guard(port.lock);
        type = port.kind;
    }
    const ipc_kobject_raw *raw = ipc_kobject_raw_of(type);
    if (raw != nullptr && raw->message != nullptr) return serve_raw(self, *raw, kmsg);

    const kobject_entry *entry = ipc_kobject_find(type, kmsg->header.msgh_id);
    kern_return_t kr = MIG_BAD_ID;
    ipc_kmsg *reply = nullptr;
    if (entry != nullptr) {
        if (entry->reply.max != 0) reply = ipc_kmsg_allocate(entry->reply.max);
        kr = entry->reply.max != 0 && reply == nullptr
                 ? KERN_RESOURCE_SHORTAGE
                 : ipc_kobject_serve(*entry, port, self, *kmsg, reply);
        if (kr == KERN_PAGE_WAIT) {
            if (reply != nullptr) ipc_kmsg_free(reply);
            self.ipc.message = kmsg;
            self.wait.result = KERN_SUCCESS;
            return vm_fault_wait(self, self.page_wait.address, self.page_wait.access, serve_again);
        }
        if (entry->reply.max == 0 && kr != MIG_BAD_ARGUMENTS) {
            ipc_kmsg_destroy(kmsg);
            return mach_msg_sent(self, nullptr);
        }
    }
    if (kmsg->descriptors != 0) {  // a request that was not served
        unsigned budget = ~0u;
        ipc_kmsg_destroy_body(*kmsg, budget);
    }
    if (kr != KERN_SUCCESS) {
        if (reply != nullptr) ipc_kmsg_free(reply);
        make_simple_reply(*kmsg, kr);
        address(*kmsg, *kmsg);
        return finish(self, kmsg);
    }
    address(*reply, *kmsg);  // NOLINT(clang-analyzer-*): what was served and has a reply
    ipc_kmsg_release_header(*kmsg);
    ipc_kmsg_recycle(kmsg);
    return finish(self, reply);
}

namespace {

constexpr mach_msg_size_t largest_reply = small_message_size - sizeof(mach_msg_max_trailer_t);

/// A message buffer on the stack.
struct stack_kmsg {
    ipc_kmsg kmsg{small_message_size, ipc_kmsg::origin::small};
    std::byte rest[small_message_size - sizeof(mach_msg_header_t)];
    stack_kmsg() {}
};

/// The port's right in a message is used up: one of several as a rule.
void release_send(ipc_port *port) {
    bool last;
    {
        lock_guard guard(port->lock);
        last = port->send_rights == 1;
        if (!last) --port->send_rights;
    }
    if (last)
        (void)ipc_right_transit::adopt(port, MACH_MSG_TYPE_PORT_SEND);
    else
        port->release();
}

/// The caller receives the message next, from its port `to`: takes the right to it.
[[gnu::always_inline]] inline bool pass_through(thread &self, ipc_port &to, ipc_kmsg &reply) {
    lock_guard guard(to.lock);
    if (!to.received_by(self.owner().space()) || to.name != self.ipc.receive_name ||
        !to.messages.empty())
        return false;
    --to.send_once_rights;
    reply.seqno = to.seqno++;
    reply.context = to.context;
    reply.header.msgh_bits = MACH_MSGH_BITS(0u, MACH_MSG_TYPE_PORT_SEND_ONCE);
    reply.header.msgh_remote_port = MACH_PORT_NULL;
    reply.header.msgh_local_port = to.name;
    reply.header.msgh_reserved = 0;
    return true;
}

/// The reply goes on in the request's buffer.
void move(ipc_kmsg &reply, ipc_kmsg &request) {
    std::memcpy(&request.header, &reply.header, largest_reply);
    request.seqno = reply.seqno;
    request.context = reply.context;
    request.sender = {};
    request.audit = {};
}

}  // namespace

trap_outcome mach_msg_call_kernel(thread &self) {
    ipc_thread &ipc = self.ipc;
    ipc_kmsg &request = *std::exchange(this_processor().spare_message, nullptr);
    ipc_port &port = *request.remote;
    const kobject_type type = port.kernel_kind();
    const kobject_entry *entry = ipc_kobject_find(type, request.header.msgh_id);
    if (entry == nullptr || entry->reply.count != 0 || entry->reply.max == 0 ||
        entry->reply.max > largest_reply || ipc_kobject_is_raw(type)) {
        ipc.send_buffer = ipc.receive_buffer;
        return mach_msg_to_kernel(self, &request);
    }

    stack_kmsg buffer;
    ipc_kmsg &reply = buffer.kmsg;
    const kern_return_t kr = ipc_kobject_serve(*entry, port, self, request, &reply);
    if (kr == KERN_PAGE_WAIT) {
        ipc.send_buffer = ipc.receive_buffer;
        ipc.message = &request;
        self.wait.result = KERN_SUCCESS;
        return vm_fault_wait(self, self.page_wait.address, self.page_wait.access, serve_again);
    }
    if (kr != KERN_SUCCESS) {
        reply.header.msgh_bits = 0;
        make_simple_reply(reply, kr);
    }
    reply.header.msgh_id = request.header.msgh_id + 100;
    release_send(std::exchange(request.remote, nullptr));
    ipc_port *const to = std::exchange(request.local, nullptr);
    const mach_msg_size_t trailer = ipc_trailer_size(ipc.option), size = reply.size() + trailer;
    if (size > ipc.receive_size || !pass_through(self, *to, reply)) {
        move(reply, request);
        request.remote = to;
        request.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, 0u);
        return finish(self, &request);
    }
    to->release();
    ipc.delivered_size = size;
    if (trailer == sizeof(mach_msg_trailer_t)) [[likely]]
        *reinterpret_cast<mach_msg_trailer_t *>(reply.bytes() + reply.size()) = {
            .msgh_trailer_type = MACH_MSG_TRAILER_FORMAT_0, .msgh_trailer_size = trailer};
    else
        (void)ipc_kmsg_add_trailer(reply, ipc.option);
    if (machine::copy_to_user(ipc.receive_buffer, reply.bytes(), size) !=
        machine::copy_status::done) {
        move(reply, request);
        (void)ipc_kmsg_add_trailer(request, ipc.option);
        ipc.message = &request;
        ipc.status = MACH_MSG_SUCCESS;
        self.wait.result = KERN_SUCCESS;
        return mach_msg_put(self);
    }
    ipc_kmsg_recycle(&request);
    return trap_outcome::done(MACH_MSG_SUCCESS);
}
