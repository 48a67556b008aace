/// \file
/// What a process asks the process server: `process_interface` is answered by each process's own
/// port (libposix holds the only right). Ids 20400 to 20499.
#pragma once

#include <mach/rpc.hpp>
#include <protocol/posix_image.hpp>

namespace protocol {

/// A terminal's answer to a member of a background group: it may not read, or not write or control.
/// The caller decides by its signal mask and dispositions what becomes of it; the cookie bit says
/// "do it all the same".
inline constexpr kern_return_t terminal_background_read = 0x0c900001;
inline constexpr kern_return_t terminal_background_write = 0x0c900002;
inline constexpr uint32_t cookie_override_background = 0x80000000;

/// Under this name each process has its own port, which answers process_interface.
inline constexpr mach_port_name_t process_port_name = 0x200;

/// Signal sets have bit n - 1 for signal n.
using signal_bits = uint64_t;
/// Most port names that one fork carries over.
inline constexpr unsigned fork_names_max = 1100;

#pragma pack(push, 4)

/// A signal with its circumstances; libposix makes Linux's siginfo_t of it.
struct signal_info {
    int32_t signal;  ///< 0: none
    int32_t code;    ///< SI_USER, CLD_EXITED, SEGV_MAPERR, ...
    int32_t pid;     ///< sender or child
    uint32_t uid;
    int32_t status;  ///< child's exit status or signal
    int32_t error;   ///< not 0: an EXC_* exception has caused it; code and value are its code and
                     ///< subcode
    uint64_t value;  ///< sigqueue's value, the faulting address, or a timer's
    int32_t timer;   ///< timer id
    int32_t overrun;
};

struct process_fork_request {
    uint32_t flags;        ///< fork_wait_for_exec
    uint32_t exit_signal;  ///< to the parent when the child ends; 0: none
    uint32_t
        thread;  ///< the calling thread's tid; a vfork's wait can be ended by a fatal signal only
    uint64_t shared_stack;     ///< of a vfork: the caller's stack pointer; 0: none
    uint32_t pid_file;         ///< id from process_pid_open, to become the child's; 0: none
    uint64_t block;            ///< its emulation block, which the child's thread has too
    posix_thread_state state;  ///< the child's thread begins so, with its pid as first argument
    mach::rpc::tail<mach_port_name_t, fork_names_max>
        variable;  ///< send rights that the child gets under the same names
};
struct process_fork_names_request {
    uint32_t anew;  ///< boolean: instead of those that were named before
    mach::rpc::tail<mach_port_name_t, fork_names_max> variable;
};
struct process_fork_reply {
    kern_return_t result;
    int32_t pid;
};
struct process_thread_create_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t thread;
    uint64_t block;
    int32_t creator;  ///< the calling thread's tid, whose scheduling it inherits
};
struct process_thread_create_reply {
    kern_return_t result;
    int32_t tid;
};
struct process_thread_exit_request {
    int32_t tid;
};
struct process_exit_request {
    int32_t status;  ///< as wait4 gives it: code << 8, or a signal
};
struct process_exec_request {
    int32_t tid;  ///< the calling thread, the only one left afterwards; it gets the leader's tid
    signal_bits ignored;  ///< as in process_signal_disposition
    uint64_t arguments_begin, arguments_end, environment_begin,
        environment_end;                   ///< where procfs finds them
    char name[16];                         ///< comm
    mach::rpc::tail<char, 4096> variable;  ///< path of the executable
};
/// The identity that exec leaves: the caller's own, as libposix keeps it.
struct process_credentials {
    uint32_t ruid, euid, suid, rgid, egid, sgid;
};
struct process_wait_request {
    uint32_t id_type;  ///< P_ALL 0, P_PID 1, P_PGID 2
    int32_t id;
    uint32_t options;  ///< WNOHANG, WUNTRACED, WEXITED, WCONTINUED, WNOWAIT, __WALL, __WCLONE
    uint32_t cookie;
};
struct process_wait_reply {
    kern_return_t result;  ///< unix_error(ECHILD), unix_error(EINTR) after process_interrupt
    int32_t pid;           ///< 0: WNOHANG and nothing to tell
    int32_t status;
    uint32_t uid;
    uint64_t user_time_ns, system_time_ns;
};
struct process_interrupt_request {
    uint32_t cookie;
};
struct process_kill_request {
    int32_t pid;       ///< as kill(2): a process, 0 own group, -1 all, -n group n
    int32_t tid;       ///< not 0: only that thread of it (pid 0: of whichever process)
    signal_info info;  ///< the server fills in pid and uid unless code is SI_QUEUE or below
};
struct process_signal_take_request {
    int32_t tid;
    signal_bits wanted;
};
/// The lowest pending signal among those wanted, taken from the queue, and what is still pending.
struct process_signal_take_reply {
    kern_return_t result;
    signal_info info;
    signal_bits process_pending, thread_pending;
    uint64_t sequence;  ///< of the reply among the server's answers, since threads may see them in
                        ///< another order
};
struct process_signal_disposition_request {
    signal_bits ignored;  ///< nothing happens when they come (SIG_IGN, or SIG_DFL of a signal that
                          ///< is ignored then)
    uint32_t
        children_discard;    ///< boolean: children leave no zombie (SIGCHLD ignored, SA_NOCLDWAIT)
    uint32_t no_child_stop;  ///< boolean: SA_NOCLDSTOP
};
struct process_stop_request {
    int32_t signal;
};
struct process_id_request {
    int32_t pid;  ///< 0: the caller
};
struct process_id_reply {
    kern_return_t result;
    int32_t process_group, session;
    int32_t parent;
};
struct process_set_group_request {
    int32_t pid, process_group;  ///< 0: the caller; its own pid
};
struct process_value_reply {
    kern_return_t result;
    int32_t value;
};
struct process_set_credentials_request {
    process_credentials wanted;  ///< ~0u: unchanged
};
struct process_credentials_reply {
    kern_return_t result;
    process_credentials credentials;
};
struct process_groups_request {
    mach::rpc::tail<uint32_t, 256> variable;
};
struct process_groups_reply {
    kern_return_t result;
    mach::rpc::tail<uint32_t, 256> variable;
};
struct process_limit_request {
    int32_t pid;             ///< 0: one's own, of which the server keeps RLIMIT_NPROC only
    uint32_t resource, set;  ///< set: boolean, store these values
    uint64_t current, maximum;
};
struct process_limit_reply {
    kern_return_t result;
    uint64_t current, maximum;  ///< before the change
};
/// What a timer goes by: `process` and `thread` are processor time, `user` that in user mode only.
enum class timer_clock : uint32_t { monotonic, calendar, process, user, thread };
/// Timers send signals. Times in nanoseconds; `value` 0 stops the timer.
struct process_timer_request {
    int32_t timer;      ///< process_timer_alarm and its kin, or an id that libposix chose
    uint32_t clock;     ///< timer_clock
    int32_t thread;     ///< timer_clock::thread: whose time
    int32_t to;         ///< the thread that gets the signal; 0: the process
    uint32_t absolute;  ///< boolean: value is a reading of the clock
    uint32_t set;       ///< boolean; else only tell
    uint64_t value, interval;
    signal_info info;
};
struct process_timer_reply {
    kern_return_t result;
    uint64_t value, interval;  ///< what was left
};
struct process_priority_request {
    uint32_t which;  ///< PRIO_PROCESS 0, PRIO_PGRP 1, PRIO_USER 2
    int32_t who;
    uint32_t set;
    int32_t nice;
};
struct process_unimplemented_request {
    uint32_t number, count;
};
struct process_name_request {
    char name[16];
};
struct process_usage_reply {
    kern_return_t result;
    uint64_t user_time_ns, system_time_ns, children_user_time_ns, children_system_time_ns;
};

/// Nanoseconds since the epoch.
struct process_set_clock_request {
    int64_t realtime_ns;
};
struct process_cpu_clock_request {
    int32_t id;       ///< a process, or a thread of the caller
    uint32_t thread;  ///< boolean
};
struct process_cpu_clock_reply {
    kern_return_t result;
    uint64_t user_time_ns, system_time_ns;
};
inline constexpr unsigned host_name_max = 64;
struct process_host_name_request {
    uint32_t set;     ///< boolean; else only tell
    uint32_t domain;  ///< boolean: the domain's name is meant
    mach::rpc::tail<char, host_name_max> variable;
};
/// The host's name and behind it the domain's.
struct process_host_name_reply {
    kern_return_t result;
    uint32_t host_length;
    mach::rpc::tail<char, 2 * host_name_max> variable;
};
/// Linux's SCHED_ numbers.
struct process_scheduling_request {
    int32_t tid;
    uint32_t set;          ///< boolean; else only tell
    uint32_t keep_policy;  ///< boolean: only the priority is set
    uint32_t policy;
    int32_t priority;
    uint32_t reset_on_fork;  ///< boolean
};
struct process_scheduling_reply {
    kern_return_t result;
    uint32_t policy;
    int32_t priority;
    uint32_t reset_on_fork;
};
struct process_task_request {
    int32_t pid;
};
struct process_task_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t task;
    kern_return_t result;
};
struct process_parent_death_request {
    int32_t signal;  ///< to the caller when its parent ends; 0: none
};
struct process_subreaper_request {
    uint32_t set;  ///< boolean
};
struct process_pid_open_request {
    int32_t pid;     ///< 0: of nobody until a fork names it
    uint32_t flags;  ///< O_NONBLOCK
};
struct process_pid_open_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t file;
    kern_return_t result;
    uint32_t id;  ///< with pid 0: for process_fork
};
struct process_owner_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t owner;
    kern_return_t result;
};
enum class power_action : uint32_t { halt, restart, off };
struct process_power_request {
    uint32_t action;  ///< power_action
};
#pragma pack(pop)

inline constexpr uint32_t fork_wait_for_exec = 1;
/// Of setitimer, one of each kind.
inline constexpr int32_t process_timer_alarm = -1, process_timer_virtual = -2,
                         process_timer_profile = -3;

/// unix_error(EAGAIN) at the limit of processes. The parent's reply comes when the child runs; with
/// fork_wait_for_exec when it has executed another program or ended.
using process_fork =
    mach::rpc::routine<20400, "process_fork", process_fork_request, process_fork_reply>;
using process_thread_create =
    mach::rpc::routine<20401, "process_thread_create", process_thread_create_request,
                       process_thread_create_reply>;
using process_thread_exit =
    mach::rpc::simple_routine<20402, "process_thread_exit", process_thread_exit_request>;
/// Ends the caller: the server destroys its task, so there is no answer.
using process_exit = mach::rpc::routine<20403, "process_exit", process_exit_request>;
/// The point of no return of an exec: when the answer comes the caller is the only thread.
using process_exec = mach::rpc::routine<20404, "process_exec", process_exec_request>;
using process_wait =
    mach::rpc::routine<20405, "process_wait", process_wait_request, process_wait_reply>;
using process_interrupt =
    mach::rpc::simple_routine<20406, "process_interrupt", process_interrupt_request>;
using process_kill = mach::rpc::routine<20407, "process_kill", process_kill_request>;
using process_signal_take =
    mach::rpc::routine<20408, "process_signal_take", process_signal_take_request,
                       process_signal_take_reply>;
using process_signal_disposition =
    mach::rpc::routine<20409, "process_signal_disposition", process_signal_disposition_request>;
/// Stops the whole process, unless its group is orphaned; the reply comes after it has been
/// continued.
using process_stop = mach::rpc::routine<20410, "process_stop", process_stop_request>;
using process_id = mach::rpc::routine<20411, "process_id", process_id_request, process_id_reply>;
using process_set_group = mach::rpc::routine<20412, "process_set_group", process_set_group_request>;
using process_set_session =
    mach::rpc::routine<20413, "process_set_session", mach::rpc::empty_request, process_value_reply>;
using process_set_credentials =
    mach::rpc::routine<20414, "process_set_credentials", process_set_credentials_request,
                       process_credentials_reply>;
using process_set_groups = mach::rpc::routine<20415, "process_set_groups", process_groups_request>;
using process_get_groups =
    mach::rpc::routine<20416, "process_get_groups", mach::rpc::empty_request, process_groups_reply>;
using process_limit =
    mach::rpc::routine<20417, "process_limit", process_limit_request, process_limit_reply>;
using process_timer =
    mach::rpc::routine<20418, "process_timer", process_timer_request, process_timer_reply>;
using process_priority =
    mach::rpc::routine<20419, "process_priority", process_priority_request, process_value_reply>;
using process_report_unimplemented =
    mach::rpc::simple_routine<20420, "process_report_unimplemented", process_unimplemented_request>;
using process_set_name = mach::rpc::simple_routine<20421, "process_set_name", process_name_request>;
using process_usage =
    mach::rpc::routine<20422, "process_usage", mach::rpc::empty_request, process_usage_reply>;
/// Ends the whole system at once; returns only with an error: unix_error(EPERM) for all but root,
/// unix_error(EINVAL) for an action that is none.
using process_power = mach::rpc::routine<20423, "process_power", process_power_request>;
/// Sets the time of day: unix_error(EPERM) for all but root.
using process_set_clock = mach::rpc::routine<20424, "process_set_clock", process_set_clock_request>;
/// Processor time of any process, or of a thread of the caller; unix_error(EINVAL): there is none.
using process_cpu_clock = mach::rpc::routine<20425, "process_cpu_clock", process_cpu_clock_request,
                                             process_cpu_clock_reply>;
using process_host_name = mach::rpc::routine<20426, "process_host_name", process_host_name_request,
                                             process_host_name_reply>;
using process_scheduling = mach::rpc::routine<20427, "process_scheduling",
                                              process_scheduling_request, process_scheduling_reply>;
/// A copy of a process's task port, to see its rights and memory: for its owner and root.
/// unix_error(EPERM), unix_error(ESRCH).
using process_task =
    mach::rpc::routine<20428, "process_task", process_task_request, process_task_reply>;
/// Not inherited by a child; kept over exec.
using process_parent_death =
    mach::rpc::routine<20429, "process_parent_death", process_parent_death_request>;
/// Descendants of the caller that lose their parent become its children.
using process_subreaper = mach::rpc::routine<20430, "process_subreaper", process_subreaper_request>;
/// A port that stands for a process (pidfd): it answers pid_file_interface, and of the I/O
/// interface what poll needs. unix_error(ESRCH), unix_error(EINVAL) for a thread that is not the
/// first.
using process_pid_open =
    mach::rpc::routine<20431, "process_pid_open", process_pid_open_request, process_pid_open_reply>;
/// A port that makes a signal of each io_changed: an open file's owner, who is nobody yet. It
/// answers file_owner_interface. unix_error(ENFILE), unix_error(ENOMEM).
using process_owner =
    mach::rpc::routine<20432, "process_owner", mach::rpc::empty_request, process_owner_reply>;

/// Further rights for the child of the next process_fork, whether that succeeds or not: those that
/// have no room in its request. unix_error(EINVAL): more than posix_descriptor_max.
using process_fork_names =
    mach::rpc::routine<20433, "process_fork_names", process_fork_names_request>;

using process_interface = mach::rpc::interface<
    "process", process_fork, process_thread_create, process_thread_exit, process_exit, process_exec,
    process_wait, process_interrupt, process_kill, process_signal_take, process_signal_disposition,
    process_stop, process_id, process_set_group, process_set_session, process_set_credentials,
    process_set_groups, process_get_groups, process_limit, process_timer, process_priority,
    process_report_unimplemented, process_set_name, process_usage, process_power, process_set_clock,
    process_cpu_clock, process_host_name, process_scheduling, process_task, process_parent_death,
    process_subreaper, process_pid_open, process_owner, process_fork_names>;

}  // namespace protocol
