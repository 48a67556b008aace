/// \file
/// Somebody's wish to be told when a port dies (dead-name) or its queue has room again
/// (send-possible).
#pragma once

#include <atomic>
#include <cstdint>

#include <kern/list.hpp>
#include <mach/port.h>

class ipc_port;

/// Owned by the entry `name` in the asker's space and, until it has fired for the port's death, by
/// the port whose list it is in.
struct ipc_request {
    std::atomic<uint8_t> owners{2};
    ipc_port *notify = nullptr;  ///< send-once right; null once it was used for send-possible
    mach_port_name_t name;       ///< in the asker's space
    bool send_possible = false;  ///< also tell when sending is possible
    bool armed = false;          ///< a send was refused: the next free place in the queue tells
    bool spent = false;          ///< `notify` was used for send-possible
    list_hook hook;              ///< in port.requests; the armed ones come first
};

using ipc_requests = list<ipc_request, &ipc_request::hook>;

/// A new request that takes over the send-once right `notify`; null when memory is short.
[[nodiscard]] ipc_request *ipc_request_create(ipc_port *notify, mach_port_name_t name,
                                              bool send_possible);
/// One owner less. Its right must have been taken out by then.
void ipc_request_release(ipc_request *request);
