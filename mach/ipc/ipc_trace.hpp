/// \file
/// Records of all messages, for one privileged reader (host_trace_start, host_trace_read). While it
/// is off it costs the general path a test for each message and the fast path nothing: when it is
/// on, processors keep no spare messages, without which the fast path is not taken.
#pragma once

#include <atomic>
#include <cstdint>

#include <kern/result.hpp>
#include <mach/trace.h>

class ipc_kmsg;
class ipc_port;
class thread;

extern std::atomic<bool> ipc_tracing;

/// Makes a record of `kmsg`, which `who` (null: the kernel) has sent to `port` or received from it.
/// `port`, alive or null or dead, may be locked.
void ipc_trace_add(uint16_t kind, const thread *who, ipc_kmsg &kmsg, const ipc_port *port);
inline void ipc_trace(uint16_t kind, const thread *who, ipc_kmsg &kmsg, const ipc_port *port) {
    if (ipc_tracing.load(std::memory_order_relaxed)) [[unlikely]]
        ipc_trace_add(kind, who, kmsg, port);
}

/// A reader that does not read for so long has gone.
inline constexpr uint64_t ipc_trace_patience_ns = 10'000'000'000;

/// Begins anew with room for `count` records; 0 ends it. KERN_RESOURCE_SHORTAGE, KERN_FAILURE:
/// somebody else reads. No lock held.
[[nodiscard]] kern_return_t ipc_trace_start(uint32_t count);
/// Takes at most `count` records, the oldest first. \return how many. `lost` is the number that
/// found no room since the last call.
uint32_t ipc_trace_read(mach_trace_record_t *to, uint32_t count, uint32_t &lost);
/// The processor's spare messages go while messages are recorded.
void ipc_trace_drop_spare();
