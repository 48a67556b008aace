/// \file
/// The part of a thread that the IPC code owns.
#pragma once

#include <cstdint>

#include <mach/message.h>

class ipc_kmsg;

struct ipc_thread {
    ipc_kmsg *message = nullptr;         ///< in hand: to be sent when the queue has room, or received and to be copied out
    uint64_t receive_buffer = 0;         ///< user address
    uint32_t receive_size = 0;
    mach_port_name_t receive_name = 0;
    mach_msg_option_t option = 0;
    mach_msg_timeout_t timeout = 0;
};
