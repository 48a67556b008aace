/// \file
/// The process server's interfaces. `process_interface` is answered by each process's own port (libposix holds the only right);
/// `process_service_interface` by the named port "process", for other servers. Ids 20400 to 20499 and 20700 to 20799.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

#pragma pack(push, 4)

/// Signal to all members of a process group, from the console (ISIG keys, hangup, window size).
struct process_signal_group_request {
    uint32_t process_group;
    uint32_t signal;
    int32_t code;  ///< si_code; SI_KERNEL for keys
};

/// What procfs shows of one process.
struct process_record {
    int32_t pid, parent, process_group, session;
    uint32_t uid, gid, euid, egid;
    uint32_t state;        ///< 'R' 'S' 'T' 'Z' as in /proc/PID/stat
    uint32_t threads;
    int32_t terminal;      ///< tty_nr, 0 if none
    int32_t terminal_group;
    uint64_t start_time_ns;     ///< monotonic
    uint64_t user_time_ns, system_time_ns;
    uint64_t virtual_size, resident_size;  ///< bytes
    char name[16];         ///< comm
};
struct process_list_request {
    int32_t after;  ///< pids above this one
};
struct process_list_reply {
    kern_return_t result;
    mach::rpc::tail<int32_t, 1000> variable;  ///< ascending; empty: no more
};
struct process_query_request {
    int32_t pid;
};
struct process_query_reply {
    kern_return_t result;
    process_record record;
};
/// What is asked for by process_text.
enum class process_text_kind : uint32_t { command_line, environment, executable, working_directory, maps, signals };
struct process_text_request {
    int32_t pid;
    uint32_t kind;    ///< process_text_kind
    uint32_t offset;
};
struct process_text_reply {
    kern_return_t result;
    mach::rpc::tail<char, 4096> variable;
};
struct unimplemented_count {
    uint32_t number, count;
};
struct process_unimplemented_reply {
    kern_return_t result;
    mach::rpc::tail<unimplemented_count, 512> variable;  ///< system calls that got ENOSYS since boot, by number
};
/// Starts pid 1 from an open executable; for bootstrap.
struct process_start_init_request {
    mach::rpc::tail<char, 4096> variable;  ///< path
};
#pragma pack(pop)

using process_signal_group = mach::rpc::simple_routine<20700, "process_signal_group", process_signal_group_request>;
using process_list = mach::rpc::routine<20701, "process_list", process_list_request, process_list_reply>;
using process_query = mach::rpc::routine<20702, "process_query", process_query_request, process_query_reply>;
using process_text = mach::rpc::routine<20703, "process_text", process_text_request, process_text_reply>;
using process_unimplemented =
    mach::rpc::routine<20704, "process_unimplemented", mach::rpc::empty_request, process_unimplemented_reply>;
using process_start_init = mach::rpc::routine<20705, "process_start_init", process_start_init_request>;

using process_service_interface = mach::rpc::interface<"process_service", process_signal_group, process_list, process_query, process_text,
                                                       process_unimplemented, process_start_init>;

}  // namespace protocol
