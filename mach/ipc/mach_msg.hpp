/// \file
/// mach_msg: send, receive, both in one trap (Mach 3 Kernel Interfaces, mach_msg). The trap's
/// arguments stand in self.ipc from the start, because either half may wait and go on in a
/// continuation.
#pragma once

#include <ipc/ipc_kmsg.hpp>
#include <kern/trap.hpp>

class thread;

/// Reads the message of `size` bytes at self.ipc.send_buffer and sends it.
[[nodiscard]] trap_outcome mach_msg_send_user(thread &self, mach_msg_size_t size);
/// Copies in a message that has been read, and sends it.
[[nodiscard]] trap_outcome mach_msg_send_read(thread &self, ipc_kmsg *kmsg);
/// Sends a message that has been copied in, and then does the trap's receive half if it has one.
/// Consumes the message, or gives it back to the sender's task when it could not be queued
/// (MACH_SEND_TIMED_OUT, MACH_SEND_INTERRUPTED).
[[nodiscard]] trap_outcome mach_msg_send(thread &self, ipc_kmsg *kmsg);
/// What comes after a successful send.
[[nodiscard]] trap_outcome mach_msg_sent(thread &self, thread *partner);
/// Receives from self.ipc.receive_name. `partner`, if not null, is a thread claimed by the send
/// half and not woken yet: it gets this processor when the receive has to wait.
[[nodiscard]] trap_outcome mach_msg_receive(thread &self, thread *partner);
/// Copies out self.ipc.message, which was taken from a queue.
[[nodiscard]] trap_outcome mach_msg_deliver(thread &self);
/// Writes self.ipc.delivered_size bytes of self.ipc.message, whose rights are names by now, to the
/// receive buffer, and ends the trap with self.ipc.status.
[[nodiscard]] trap_outcome mach_msg_put(thread &self);
/// Pseudo-receive of a message that could not be sent into the buffer it came from,
/// self.ipc.send_buffer; the trap ends with `status`.
[[nodiscard]] trap_outcome mach_msg_give_back(thread &self, ipc_kmsg *kmsg,
                                              mach_msg_return_t status);
/// Continuation of a receive that waited; mach_msg_fast.cpp.
trap_outcome mach_msg_receive_continue(thread &self);
/// Its second half: what came is no message.
[[nodiscard]] trap_outcome mach_msg_receive_ended(thread &self);
/// Serves a message to a kernel object in the sender's context. No lock held.
[[nodiscard]] trap_outcome mach_msg_to_kernel(thread &self, ipc_kmsg *kmsg);
/// The same for a small simple message in the processor's spare buffer, with a send-once reply
/// right, whose sender receives next. The reply is made on the stack if it is small and simple,
/// too.
[[nodiscard]] trap_outcome mach_msg_call_kernel(thread &self);

/// Absolute time of a timeout in milliseconds, when `option` has `bit`; else no_deadline.
uint64_t mach_msg_deadline(const thread &self, mach_msg_option_t bit);
