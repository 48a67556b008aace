/// \file
/// The message queue of a port: who gets a message, who waits. A thread waits for messages on the
/// port itself or on a set that has it; a sender waits while the queue is at its limit. Messages to
/// send-once rights and the kernel's own always fit.
#pragma once

#include <ipc/ipc_deferred.hpp>
#include <ipc/ipc_kmsg.hpp>
#include <ipc/ipc_port.hpp>
#include <ipc/ipc_pset.hpp>
#include <ipc/ipc_thread_queue.hpp>

/// Bytes of the trailer that a receive with these options gets.
inline mach_msg_size_t ipc_trailer_size(mach_msg_option_t option) {
    static constexpr uint8_t sizes[16] = {8,  12, 20, 52, 60, 60, 60, 60,
                                          60, 60, 60, 60, 60, 60, 60, 60};
    static_assert(sizes[MACH_RCV_TRAILER_CTX] == sizeof(mach_msg_max_trailer_t));
    return sizes[option >> 24 & 0xf];
}

/// Threads that one operation wakes under a port's lock.
inline constexpr unsigned ipc_mqueue_batch = 32;

/// Takes the receiver that is to have a message of `size` bytes now: unlinked and claimed, for the
/// caller to give it the message and wake it; null when none waits. Receivers with MACH_RCV_LARGE
/// and too small a buffer are told and passed over, a bounded number; ipc_mqueue_enqueue wakes the
/// next.
[[nodiscard]] ipc_thread *ipc_mqueue_take_receiver(ipc_port &port, mach_msg_size_t size)
    REQUIRES(port.lock);
/// Queues a message, whatever the limit. Threads that have begun to wait on the port's sets since
/// ipc_mqueue_take_receiver looked there (it takes one set's lock after the other) are woken to
/// look again.
void ipc_mqueue_enqueue(ipc_port &port, ipc_kmsg &kmsg) REQUIRES(port.lock);
/// Is there room for another message of a blocking sender?
inline bool ipc_mqueue_has_room(ipc_port &port) REQUIRES(port.lock) {
    return port.message_count < port.message_limit && port.senders.empty();
}
/// What happens to a message, the port and its rights when a receiver is found: sequence number,
/// context and receiver's name go into the message, its destination right is used up. The reference
/// on the port, message.remote's, becomes `after`'s. `receiver` is null when nobody gets it.
void ipc_mqueue_delivered(ipc_port &port, ipc_kmsg &kmsg, const ipc_thread *receiver,
                          ipc_deferred &after) REQUIRES(port.lock);
/// Takes the first message for `receiver` and lets a blocked sender in. \pre not empty
[[nodiscard]] ipc_kmsg *ipc_mqueue_dequeue(ipc_port &port, const ipc_thread *receiver,
                                           ipc_deferred &after) REQUIRES(port.lock);
/// Lets senders in after the limit was raised, a bounded number. \return whether there is room for
/// more of them.
[[nodiscard]] bool ipc_mqueue_admit(ipc_port &port) REQUIRES(port.lock);
/// Wakes the first thread of a queue that is not empty, under the lock of the queue's owner: its
/// ipc.status becomes `verdict`. \return false when its wait had ended already.
bool ipc_mqueue_refuse(ipc_thread_queue &queue, mach_msg_return_t verdict);
/// Has one thread that waits look for a message again (MACH_RCV_IN_PROGRESS). The lock of the
/// queue's owner is held.
void ipc_mqueue_nudge(ipc_thread_queue &receivers);

/// Sends a message of the kernel's (or to a send-once right) without waiting. Consumes it in any
/// case; that the port died, or its task has too much in queues, is no error. `cause`: whose
/// request it answers, or null. No lock held.
void ipc_mqueue_post(ipc_kmsg *kmsg, ipc_space *cause = nullptr);
