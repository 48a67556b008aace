/// \file
/// Memory in messages that wait in queues, limited for each task. A message to a send right counts
/// as its sender's until somebody has received it, one to a send-once right as the receiver's, so
/// that a client that takes no replies harms only itself; as the sender's, too, while the receive
/// right is on its way. The kernel's own messages to send rights, and what is handed to a waiting
/// receiver at once, count as nobody's; nor does a small message in an empty queue, which is little
/// more than the port itself, whose number is limited.
#pragma once

#include <ipc/ipc_kmsg.hpp>
#include <ipc/ipc_port.hpp>

/// Before a message waits at `port`. \param sender null for the kernel's. \return false when the
/// task has too much in queues; nothing has changed then.
[[nodiscard]] bool ipc_charge_to(ipc_kmsg &kmsg, ipc_port &port, ipc_space *sender)
    REQUIRES(port.lock);
[[nodiscard]] inline bool ipc_charge(ipc_kmsg &kmsg, ipc_port &port, ipc_space *sender)
    REQUIRES(port.lock) {
    const bool free =
        port.messages.empty() && kmsg.source == ipc_kmsg::origin::small && kmsg.out_of_line == 0;
    return free || ipc_charge_to(kmsg, port, sender);
}
/// The message is received or destroyed. No lock held.
void ipc_charge_end(ipc_kmsg &kmsg);
