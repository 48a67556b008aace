/// \file
/// The usual remote procedure call, and the usual answer, without detours: a simple message whose
/// receiver waits already. What is not usual is left, untouched, to the general path of
/// mach_msg.hpp, which would come to the same end.
#pragma once

#include <ipc/ipc_kmsg.hpp>
#include <kern/trap.hpp>

class thread;

/// trap_message (kern/trap_entry.hpp): mach_msg of the current thread. If it sends a simple message
/// and waits for the next one, and the message is
///
///     a request: destination COPY_SEND, reply port MAKE_SEND_ONCE and received from next; or
///     an answer: destination MOVE_SEND_ONCE, no reply port,
///
/// and the destination's receiver waits, that one gets the message and the processor at once. The
/// data of a message that is too large for a small buffer goes straight from memory to memory.

/// Makes names of the rights of a received simple message with at most a send-once reply right.
/// \return false when it is another, or there is no room for the right's name; nothing has been
/// done then.
[[nodiscard]] bool mach_msg_fast_copyout(thread &self, ipc_kmsg &kmsg);
