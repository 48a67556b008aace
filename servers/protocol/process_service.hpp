/// \file
/// The service "process": what other servers, procfs and bootstrap ask about processes.
#pragma once

#include <protocol/io.hpp>
#include <protocol/process.hpp>
#include <protocol/sysv.hpp>

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
    uint32_t state;  ///< 'R' 'S' 'T' 'Z' as in /proc/PID/stat
    uint32_t threads;
    int32_t terminal;  ///< tty_nr, 0 if none
    int32_t terminal_group;
    uint64_t start_time_ns;  ///< monotonic
    uint64_t user_time_ns, system_time_ns;
    uint64_t virtual_size, resident_size;  ///< bytes
    int32_t nice;
    uint32_t policy;             ///< SCHED_, of the first thread
    int32_t real_time_priority;  ///< 0: none
    char name[16];               ///< comm
};
struct process_list_request {
    int32_t after;  ///< pids above this one
};
struct process_list_reply {
    kern_return_t result;
    int32_t newest;    ///< the id that was given last, to a process or thread
    uint32_t created;  ///< processes and threads since boot
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
/// descriptors: one decimal number a line.
enum class process_text_kind : uint32_t {
    command_line,
    environment,
    executable,
    signals,
    descriptors,
    limits
};
struct process_text_request {
    int32_t pid;
    uint32_t kind;  ///< process_text_kind
    uint32_t offset;
};
struct process_text_reply {
    kern_return_t result;
    mach::rpc::tail<char, 4096> variable;
};
struct process_memory_request {
    int32_t pid;
    uint64_t from;     ///< regions that end above this address
    uint32_t samples;  ///< so many pages of each are looked at; 0: none
};
/// Pages by what they are; of a region of more than `samples` pages as many as were looked at lead
/// to expect.
struct page_counts {
    uint64_t shared_clean, shared_dirty, private_clean, private_dirty;
};
/// A piece of an application's memory that is alike all over.
struct memory_region {
    uint64_t begin, end, offset;
    uint32_t protection;  ///< VM_PROT_
    uint32_t shared;      ///< 0: copied on write
    page_counts pages;
};
struct process_memory_reply {
    kern_return_t result;
    mach::rpc::tail<memory_region, 48> variable;  ///< ascending; empty: no more
};
enum class process_file_kind : uint32_t { working_directory, root_directory, descriptor };
struct process_file_request {
    int32_t pid;
    uint32_t kind;  ///< process_file_kind
    int32_t descriptor;
};
struct process_file_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t file;  ///< what the process has there: any right it holds
    kern_return_t result;             ///< unix_error(ENOENT): nothing
};
struct unimplemented_count {
    uint32_t number, count;
};
struct process_unimplemented_reply {
    kern_return_t result;
    mach::rpc::tail<unimplemented_count, 512>
        variable;  ///< system calls that got ENOSYS since boot, by number
};
/// Starts pid 1 from an open executable; for bootstrap.
struct process_start_init_request {
    mach::rpc::tail<char, 4096> variable;  ///< path
};
struct process_group_session_request {
    uint32_t process_group;
};
struct process_group_session_reply {
    kern_return_t result;  ///< unix_error(ESRCH): no such group
    uint32_t session;
};
struct process_group_list_request {
    uint32_t list;  ///< as in an audit token
};
struct process_watch_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {
        mach::rpc::descriptor_kind::send_once};
    mach_msg_port_descriptor_t notify;
    int32_t pid;
};

#pragma pack(pop)

using process_signal_group =
    mach::rpc::simple_routine<20700, "process_signal_group", process_signal_group_request>;
using process_list =
    mach::rpc::routine<20701, "process_list", process_list_request, process_list_reply>;
using process_query =
    mach::rpc::routine<20702, "process_query", process_query_request, process_query_reply>;
using process_text =
    mach::rpc::routine<20703, "process_text", process_text_request, process_text_reply>;
using process_unimplemented =
    mach::rpc::routine<20704, "process_unimplemented", mach::rpc::empty_request,
                       process_unimplemented_reply>;
using process_start_init =
    mach::rpc::routine<20705, "process_start_init", process_start_init_request>;
/// The session that a process group belongs to.
using process_group_session =
    mach::rpc::routine<20706, "process_group_session", process_group_session_request,
                       process_group_session_reply>;
/// A copy of a right of the process, to one of its open files.
using process_file =
    mach::rpc::routine<20707, "process_file", process_file_request, process_file_reply>;
using process_names =
    mach::rpc::routine<20708, "process_names", mach::rpc::empty_request, process_host_name_reply>;
/// The supplementary groups in a list, which never changes.
using process_group_list = mach::rpc::routine<20709, "process_group_list",
                                              process_group_list_request, process_groups_reply>;

/// A table of System V's objects as in /proc/sysvipc, a piece of it.
using ipc_text = mach::rpc::routine<20710, "ipc_text", ipc_text_request, ipc_text_reply>;

/// Some of a process's regions, with what is in memory of them.
using process_memory =
    mach::rpc::routine<20711, "process_memory", process_memory_request, process_memory_reply>;

/// Sends io_ready, with the pid as its cookie, when all that the process had has been released; at
/// once, if that is so. For servers: whoever is a process itself is not heard.
using process_watch = mach::rpc::simple_routine<20712, "process_watch", process_watch_request>;

using process_service_interface =
    mach::rpc::interface<"process_service", process_signal_group, process_list, process_query,
                         process_text, process_unimplemented, process_start_init,
                         process_group_session, process_file, process_names, process_group_list,
                         ipc_text, process_memory, process_watch>;

}  // namespace protocol
