/// \file
/// A port that stands for a process (pidfd_open(2)); made by process_pid_open.
#pragma once

#include <protocol/process.hpp>
#include <protocol/process_service.hpp>

namespace protocol {

#pragma pack(push, 4)

struct pid_file_pid_reply {
    kern_return_t result;
    int32_t pid;  ///< -1: waited for already
    uint32_t flags;
};
struct pid_file_right_request {
    int32_t descriptor;
};
struct pid_file_signal_request {
    signal_info info;  ///< as for process_kill
};

#pragma pack(pop)

using pid_file_pid =
    mach::rpc::routine<20750, "pid_file_pid", mach::rpc::empty_request, pid_file_pid_reply>;
/// Sends a signal on behalf of the message's sender. unix_error(ESRCH), unix_error(EPERM).
using pid_file_signal = mach::rpc::routine<20751, "pid_file_signal", pid_file_signal_request>;
/// What the process has open, for its owner and root. unix_error(EBADF), unix_error(EPERM),
/// unix_error(ESRCH).
using pid_file_right =
    mach::rpc::routine<20752, "pid_file_right", pid_file_right_request, process_file_reply>;
using pid_file_interface =
    mach::rpc::interface<"pid_file", pid_file_pid, pid_file_signal, pid_file_right>;

}  // namespace protocol
