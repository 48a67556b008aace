/// \file
/// The part of a thread that the IPC code owns: the message in hand and what a receive has to do
/// with it.
#pragma once

#include <cstdint>

#include <ipc/ipc_entry.hpp>
#include <mach/message.h>

class ipc_kmsg;
class ipc_port;
class ipc_pset;
class thread;

/// The place in an ipc_thread_queue, whose two ends are one of these too.
struct ipc_thread_link {
    ipc_thread_link *next = nullptr, *previous = nullptr;
};

/// Written by the thread itself; by a sender or receiver only while the thread waits in a queue,
/// under that queue's lock or after a successful wait_claim.
struct ipc_thread : ipc_thread_link {
    ipc_kmsg *message =
        nullptr;  ///< to be sent when the queue has room, or received and to be copied out

    thread *owner = nullptr;  ///< the thread that this is part of, valid in a queue

    ipc_port *port = nullptr;  ///< reference to what the thread waits on: a port,
    ipc_pset *set = nullptr;   ///< or a set

    ipc_entry_hint send_hint;  ///< of the names that the usual call sends to and receives from
    ipc_entry_hint receive_hint;

    uint64_t send_buffer = 0;     ///< user addresses
    uint64_t receive_buffer = 0;  ///< not above MACH_VM_MAX_ADDRESS, where nothing is
    uint32_t receive_size = 0;    ///< bytes, trailer included
    mach_port_name_t receive_name = 0;
    mach_msg_option_t option = 0;
    mach_msg_timeout_t timeout = 0;  ///< milliseconds
    uint64_t deadline = 0;        ///< ns, of a receive with a time-out once it has waited; else 0
    uint32_t delivered_size = 0;  ///< bytes to copy out of `message`, once its rights are names
    uint32_t gap = 0;  ///< bytes behind the header that are in the receive buffer already, and not
                       ///< in `message`
    mach_msg_return_t status =
        0;  ///< a sender's or the port's verdict on a receive, or what copy-out ended with
};
