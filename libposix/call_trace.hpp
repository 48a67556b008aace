/// \file
/// A traced process's reports to its tracer (protocol/call_trace.hpp).
#pragma once

#include <process.hpp>
#include <thread_block.hpp>

namespace posix {

inline bool is_traced() { return self.traced; }

/// prctl_trace_children. -EINVAL for unknown flags.
long trace_children(mach_port_t tracer, uint64_t flags);
/// In a forked child: it reports if it is to.
void inherit_trace();

/// These wait until the tracer has looked. When it is gone the process is no longer traced.
void trace_enter(const thread_block &block);
void trace_leave(const thread_block &block, long result);
void trace_signal(const thread_block &block, const protocol::signal_info &info);
void trace_end(int status);

}  // namespace posix
