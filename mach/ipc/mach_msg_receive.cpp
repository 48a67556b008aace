#include <ipc/mach_msg.hpp>

#include <utility>

#include <ipc/ipc_kmsg_copyout.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_space.hpp>
#include <ipc/mach_msg_fast.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <kern/user_copy.hpp>
#include <vm/vm_fault.hpp>

namespace {

/// What a look at a queue came to; the message taken is in self.ipc.message when it is
/// MACH_MSG_SUCCESS.
constexpr mach_msg_return_t must_wait = MACH_RCV_IN_PROGRESS;

mach_msg_return_t take_message(ipc_thread &ipc, ipc_port &port, ipc_deferred &after)
    REQUIRES(port.lock) {
    const mach_msg_size_t size = port.messages.front()->size();
    if ((ipc.option & MACH_RCV_LARGE) != 0 &&
        size + ipc_trailer_size(ipc.option) > ipc.receive_size) {
        ipc.delivered_size = size;
        return MACH_RCV_TOO_LARGE;
    }
    ipc.message = ipc_mqueue_dequeue(port, &ipc, after);
    return MACH_MSG_SUCCESS;
}

/// What of a message that is too large comes to the receiver: nothing to a buffer that has not even
/// room for a header.
mach_msg_size_t room_for_header(const ipc_thread &ipc) {
    constexpr mach_msg_size_t size = sizeof(mach_msg_header_t);
    return ipc.receive_size < size ? 0 : size;
}

bool polls(const ipc_thread &ipc) {
    return (ipc.option & MACH_RCV_TIMEOUT) != 0 && ipc.timeout == 0;
}

/// One for all waits of a receive that is told to look again and comes too late.
uint64_t deadline_of(thread &self) {
    ipc_thread &ipc = self.ipc;
    if ((ipc.option & MACH_RCV_TIMEOUT) == 0) return no_deadline;
    if (ipc.deadline == 0) ipc.deadline = mach_msg_deadline(self, MACH_RCV_TIMEOUT);
    return ipc.deadline;
}

void wait_for_message(thread &self, ipc_thread_queue &queue, void *object) {
    queue.push_back(self.ipc);
    self.wait.linked = true;
    wait_begin(self, wait_kind::message_receive, mach_msg_receive_continue, object,
               (self.ipc.option & MACH_RCV_INTERRUPT) != 0, deadline_of(self));
}

/// `must_wait`: the thread waits.
mach_msg_return_t receive_from(thread &self, ipc_port &port, ipc_deferred &after) {
    lock_guard guard(port.lock);
    if (!port.messages.empty()) {
        const mach_msg_return_t mr = take_message(self.ipc, port, after);
        if (mr == MACH_RCV_TOO_LARGE) ipc_mqueue_nudge(port.receivers);
        return mr;
    }
    if (polls(self.ipc)) return MACH_RCV_TIMED_OUT;
    port.acquire();
    self.ipc.port = &port;
    wait_for_message(self, port.receivers, &port);
    return must_wait;
}

/// Under the space's lock a port with messages cannot leave the set, but another receiver may be
/// quicker.
mach_msg_return_t receive_from(thread &self, ipc_pset &set, ipc_deferred &after) {
    while (true) {
        ipc_port *port;
        {
            lock_guard guard(set.lock);
            if (set.ready.empty()) {
                if (polls(self.ipc)) return MACH_RCV_TIMED_OUT;
                set.acquire();
                self.ipc.set = &set;
                wait_for_message(self, set.receivers, &set);
                return must_wait;
            }
            ipc_link &link = set.ready.front();
            set.ready.pop_front();
            set.ready.push_back(link);  // members with messages take turns
            port = &link.port;
        }
        lock_guard guard(port->lock);
        if (port->messages.empty()) continue;
        const mach_msg_return_t mr = take_message(self.ipc, *port, after);
        if (mr == MACH_RCV_TOO_LARGE) {  // it may be what another was woken for
            lock_guard set_guard(set.lock);
            ipc_mqueue_nudge(set.receivers);
        }
        return mr;
    }
}

mach_msg_return_t receive(thread &self) {
    ipc_space &space = self.owner().space();
    ipc_deferred after;
    lock_guard guard(space.lock);
    ipc_entry *entry = space.lookup(self.ipc.receive_name);
    if (entry != nullptr && (entry->type & ENTRY_RECEIVE) != 0)
        return receive_from(self, *entry->port, after);
    if (entry != nullptr && entry->type == ENTRY_PORT_SET)
        return receive_from(self, *entry->set, after);
    return MACH_RCV_INVALID_NAME;
}

/// After a wait that ended without a sender's doing.
template <class Object>
void leave_queue(thread &self, Object &object) {
    lock_guard guard(object.lock);
    if (std::exchange(self.wait.linked, false)) object.receivers.remove(self.ipc);
}

/// MACH_RCV_LARGE: the message stays queued, and the buffer's header tells its size.
trap_outcome report_size(thread &self) {
    const ipc_thread &ipc = self.ipc;
    if (room_for_header(ipc) == 0) return trap_outcome::done(MACH_RCV_TOO_LARGE);
    const user_ptr<mach_msg_size_t> size(ipc.receive_buffer +
                                         offsetof(mach_msg_header_t, msgh_size));
    const auto written = size.write(ipc.delivered_size);
    if (!written && written.error() == KERN_PAGE_WAIT && self.wait.result != KERN_ABORTED)
        return vm_fault_wait(self, self.page_wait.address, self.page_wait.access, report_size);
    return trap_outcome::done(MACH_RCV_TOO_LARGE);
}

trap_outcome received(thread &self, mach_msg_return_t status) {
    if (status == MACH_MSG_SUCCESS) return mach_msg_deliver(self);
    self.wait.result = KERN_SUCCESS;
    return status == MACH_RCV_TOO_LARGE ? report_size(self) : trap_outcome::done(status);
}

}  // namespace

namespace {

/// As mach_msg_receive, and goes on with the time-out of an earlier wait.
trap_outcome look(thread &self, thread *partner) {
    const mach_msg_return_t status = receive(self);
    if (status == must_wait) {
        if (partner != nullptr) thread_handoff(*partner, KERN_SUCCESS);
        return trap_outcome::blocked();
    }
    if (partner != nullptr) wait_wake(*partner, KERN_SUCCESS);
    return received(self, status);
}

}  // namespace

trap_outcome mach_msg_receive(thread &self, thread *partner) {
    self.ipc.deadline = 0;
    return look(self, partner);
}

trap_outcome mach_msg_receive_ended(thread &self) {
    ipc_thread &ipc = self.ipc;
    const auto port = ref<ipc_port>::adopt(std::exchange(ipc.port, nullptr));
    const auto set = ref<ipc_pset>::adopt(std::exchange(ipc.set, nullptr));
    if (self.wait.result == KERN_SUCCESS)
        return ipc.status == must_wait ? look(self, nullptr) : received(self, ipc.status);
    if (port)
        leave_queue(self, *port);
    else
        leave_queue(self, *set);
    return trap_outcome::done(self.wait.result == KERN_OPERATION_TIMED_OUT ? MACH_RCV_TIMED_OUT
                                                                           : MACH_RCV_INTERRUPTED);
}

trap_outcome mach_msg_deliver(thread &self) {
    ipc_thread &ipc = self.ipc;
    ipc_kmsg &kmsg = *ipc.message;
    if (kmsg.size() + ipc_trailer_size(ipc.option) > ipc.receive_size) {
        ipc_kmsg_copyout_header_only(kmsg);
        ipc.delivered_size = room_for_header(ipc);
        ipc.status = MACH_RCV_TOO_LARGE;
    } else if (mach_msg_fast_copyout(self, kmsg)) {
        ipc.status = MACH_MSG_SUCCESS;
        ipc.delivered_size = kmsg.size() + ipc_kmsg_add_trailer(kmsg, ipc.option);
    } else {
        task &owner = self.owner();
        ipc.status = ipc_kmsg_copyout(kmsg, owner.space(), owner.map());
        const bool whole = (ipc.status & ~MACH_MSG_MASK) != MACH_RCV_HEADER_ERROR;
        ipc.delivered_size = whole ? kmsg.size() + ipc_kmsg_add_trailer(kmsg, ipc.option)
                                   : sizeof(mach_msg_header_t);
    }
    self.wait.result = KERN_SUCCESS;
    return mach_msg_put(self);
}

namespace {

result<> write_message(ipc_thread &ipc) {
    ipc_kmsg &kmsg = *ipc.message;
    if (ipc.gap == 0) return copy_out(ipc.receive_buffer, kmsg.bytes(), ipc.delivered_size);
    constexpr mach_msg_size_t head = sizeof(mach_msg_header_t);
    mach_msg_header_t header = kmsg.header;
    header.msgh_size += ipc.gap;
    TRY(copy_out(ipc.receive_buffer, &header, head));
    return copy_out(ipc.receive_buffer + head + ipc.gap, kmsg.bytes() + head,
                    ipc.delivered_size - head);
}

}  // namespace

trap_outcome mach_msg_put(thread &self) {
    ipc_thread &ipc = self.ipc;
    const auto written = write_message(ipc);
    // Only the thread's end makes it give up: the rights have come already.
    self.ast.fetch_and(~uint32_t{AST_ABORT}, std::memory_order_relaxed);
    if (!written && written.error() == KERN_PAGE_WAIT && (self.ast.load() & AST_TERMINATE) == 0)
        return vm_fault_wait(self, self.page_wait.address, self.page_wait.access, mach_msg_put);
    ipc.gap = 0;
    ipc_kmsg_recycle(std::exchange(ipc.message, nullptr));
    return trap_outcome::done(written ? ipc.status : MACH_RCV_INVALID_DATA);
}
