/// \file
/// Requests with their replies, put together from the kernel's records.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <vector>

#include <mach/trace.h>

namespace ipctrace {

using record = mach_trace_record_t;

/// One request, or a message that asks for no answer. Times are 0 when it has not come so far.
struct exchange {
    record request{}, reply{};
    record receiver{};  ///< of the request
    int parent = -1;    ///< the exchange that its sender was serving then; -1: none
    unsigned depth = 0;
    uint64_t answered_ns = 0;  ///< the reply has been received

    bool received() const { return receiver.time_ns != 0; }
    bool replied() const { return reply.time_ns != 0; }
};

/// \return `root` and the processes that came from it by fork, as far as `records` tell.
std::set<uint32_t> descendants(std::span<const record> records, uint32_t root);

/// What was exchanged on behalf of `processes`: what they sent, and what the threads that were
/// serving that sent meanwhile. In the order in which it was sent. A thread serves a request from
/// when it has received it until it replies or receives another one.
std::vector<exchange> exchanges(std::span<const record> records,
                                const std::set<uint32_t> &processes);

}  // namespace ipctrace
