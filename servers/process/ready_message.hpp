/// \file
/// What whoever asked by a notify right is told: io_ready.
#pragma once

#include <cstdint>

#include <mach/mach.h>

namespace process_server {

/// Uses up the send-once right, without waiting.
void send_ready(mach_port_t notify, uint32_t ready, uint32_t cookie);

}  // namespace process_server
