/// \file
/// The usual remote procedure call, and the usual answer, without detours: a small simple message
/// whose receiver waits already. What is not usual is left, untouched, to the general path of
/// mach_msg.hpp, which would come to the same end.
#pragma once

#include <ipc/ipc_kmsg.hpp>
#include <kern/trap.hpp>

class thread;

/// Both halves of mach_msg. Sends the message of `size` bytes at self.ipc.send_buffer and waits for
/// the next one, if it is simple and
///
///     a request: destination COPY_SEND, reply port MAKE_SEND_ONCE and received from next; or
///     an answer: destination MOVE_SEND_ONCE, no reply port,
///
/// and the destination's receiver waits. Else goes on in mach_msg_send_read or mach_msg_send_user.
[[nodiscard]] trap_outcome mach_msg_fast(thread &self, mach_msg_size_t size);
/// Makes names of the rights of a received simple message with at most a send-once reply right.
/// \return false when it is another, or there is no room for the right's name; nothing has been
/// done then.
[[nodiscard]] bool mach_msg_fast_copyout(thread &self, ipc_kmsg &kmsg);
