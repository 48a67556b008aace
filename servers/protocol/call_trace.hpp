/// \file
/// What strace is told: the emulation library of a traced process calls these before and after each
/// system call, and goes on when it has been answered, so that the tracer can look at the process's
/// memory meanwhile. Ids 25000 to 25099. A tracer that is gone changes nothing for the process.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

/// Option of prctl: (PORT, FLAGS) makes the processes that the caller forks from now on report to
/// the send right of that name in the caller's task; 0 ends that.
inline constexpr int prctl_trace_children = 0x706f7274;
/// Flag: their children report, too.
inline constexpr uint32_t trace_follow = 1;

#pragma pack(push, 4)
struct call_enter_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t task;
    int32_t pid, tid;
    uint64_t number;
    uint64_t arguments[6];
};
struct call_leave_request {
    int32_t pid, tid;
    int64_t result;  ///< or -errno; below -511: the call will be made again
};
struct call_signal_request {
    int32_t pid, tid;
    int32_t signal, code;
    int32_t sender_pid, sender_uid;
};
struct call_end_request {
    int32_t pid, tid;
    int32_t status;  ///< as wait reports it
};
#pragma pack(pop)

using call_enter = mach::rpc::routine<25000, "call_enter", call_enter_request>;
using call_leave = mach::rpc::routine<25001, "call_leave", call_leave_request>;
/// A signal with a handler is delivered.
using call_signal = mach::rpc::routine<25002, "call_signal", call_signal_request>;
/// The process ends by itself or by a signal that its library saw.
using call_end = mach::rpc::routine<25003, "call_end", call_end_request>;

using call_trace_interface =
    mach::rpc::interface<"call_trace", call_enter, call_leave, call_signal, call_end>;

}  // namespace protocol
