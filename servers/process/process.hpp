/// \file
/// One process, from fork until its parent has waited for it. Its routines (`serve`) stand in
/// serve_*.cpp, fork.cpp, wait.cpp.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <lib/pending.hpp>
#include <mach/mach.h>
#include <pid_file.hpp>
#include <process_port.hpp>
#include <protocol/process.hpp>
#include <scheduling.hpp>
#include <signal_queue.hpp>
#include <sysv/shared_segment.hpp>

namespace process_server {

class world;

/// A thread of a process. The thread port's right is the record's.
struct thread_record {
    int32_t tid;
    thread_t port;
    uint64_t block;        ///< its protocol::posix_block_head
    signal_queue signals;  ///< for it alone
    scheduling scheduled;
};

/// A thread in wait4 or waitid.
struct waiter {
    server::pending<protocol::process_wait> reply;
    protocol::process_wait_request request;
};

/// Why a process's state is of interest to its parent.
struct status_change {
    bool stopped = false, continued = false;  ///< and not waited for yet
};

class process {
public:
    /// ending: its task is being destroyed, and its files are not all closed yet; to others it
    /// still exists.
    enum class state : uint8_t { running, stopped, ending, zombie };
    bool alive() const { return status == state::running || status == state::stopped; }

    process(world &w, int32_t pid);
    ~process();
    process(const process &) = delete;
    process &operator=(const process &) = delete;

    // The routines of process_interface.
    kern_return_t serve(protocol::process_fork, mach::rpc::call<protocol::process_fork>);
    kern_return_t serve(protocol::process_fork_names,
                        mach::rpc::call<protocol::process_fork_names>);
    kern_return_t serve(protocol::process_thread_create,
                        mach::rpc::call<protocol::process_thread_create>);
    void serve(protocol::process_thread_exit, mach::rpc::call<protocol::process_thread_exit>);
    kern_return_t serve(protocol::process_exit, mach::rpc::call<protocol::process_exit>);
    kern_return_t serve(protocol::process_exec, mach::rpc::call<protocol::process_exec>);
    kern_return_t serve(protocol::process_wait, mach::rpc::call<protocol::process_wait>);
    void serve(protocol::process_interrupt, mach::rpc::call<protocol::process_interrupt>);
    kern_return_t serve(protocol::process_kill, mach::rpc::call<protocol::process_kill>);
    kern_return_t serve(protocol::process_signal_take,
                        mach::rpc::call<protocol::process_signal_take>);
    kern_return_t serve(protocol::process_signal_disposition,
                        mach::rpc::call<protocol::process_signal_disposition>);
    kern_return_t serve(protocol::process_stop, mach::rpc::call<protocol::process_stop>);
    kern_return_t serve(protocol::process_id, mach::rpc::call<protocol::process_id>);
    kern_return_t serve(protocol::process_set_group, mach::rpc::call<protocol::process_set_group>);
    kern_return_t serve(protocol::process_set_session,
                        mach::rpc::call<protocol::process_set_session>);
    kern_return_t serve(protocol::process_set_credentials,
                        mach::rpc::call<protocol::process_set_credentials>);
    kern_return_t serve(protocol::process_set_groups,
                        mach::rpc::call<protocol::process_set_groups>);
    kern_return_t serve(protocol::process_get_groups,
                        mach::rpc::call<protocol::process_get_groups>);
    kern_return_t serve(protocol::process_limit, mach::rpc::call<protocol::process_limit>);
    kern_return_t serve(protocol::process_timer, mach::rpc::call<protocol::process_timer>);
    kern_return_t serve(protocol::process_priority, mach::rpc::call<protocol::process_priority>);
    kern_return_t serve(protocol::process_power, mach::rpc::call<protocol::process_power>);
    kern_return_t serve(protocol::process_set_clock, mach::rpc::call<protocol::process_set_clock>);
    kern_return_t serve(protocol::process_cpu_clock, mach::rpc::call<protocol::process_cpu_clock>);
    kern_return_t serve(protocol::process_host_name, mach::rpc::call<protocol::process_host_name>);
    kern_return_t serve(protocol::process_scheduling,
                        mach::rpc::call<protocol::process_scheduling>);
    kern_return_t serve(protocol::process_task, mach::rpc::call<protocol::process_task>);
    kern_return_t serve(protocol::process_subreaper, mach::rpc::call<protocol::process_subreaper>);
    kern_return_t serve(protocol::process_parent_death,
                        mach::rpc::call<protocol::process_parent_death>);
    kern_return_t serve(protocol::process_pid_open, mach::rpc::call<protocol::process_pid_open>);
    kern_return_t serve(protocol::process_owner, mach::rpc::call<protocol::process_owner>);
    void serve(protocol::process_report_unimplemented,
               mach::rpc::call<protocol::process_report_unimplemented>);
    void serve(protocol::process_set_name, mach::rpc::call<protocol::process_set_name>);
    kern_return_t serve(protocol::process_usage, mach::rpc::call<protocol::process_usage>);

    // Of sysv_interface (sysv/serve_*.cpp).
    kern_return_t serve(protocol::ipc_get, mach::rpc::call<protocol::ipc_get>);
    kern_return_t serve(protocol::ipc_set, mach::rpc::call<protocol::ipc_set>);
    kern_return_t serve(protocol::ipc_remove, mach::rpc::call<protocol::ipc_remove>);
    kern_return_t serve(protocol::ipc_status, mach::rpc::call<protocol::ipc_status>);
    kern_return_t serve(protocol::ipc_totals, mach::rpc::call<protocol::ipc_totals>);
    kern_return_t serve(protocol::shm_object, mach::rpc::call<protocol::shm_object>);
    kern_return_t serve(protocol::shm_attach, mach::rpc::call<protocol::shm_attach>);
    kern_return_t serve(protocol::shm_detach, mach::rpc::call<protocol::shm_detach>);
    kern_return_t serve(protocol::shm_lock, mach::rpc::call<protocol::shm_lock>);
    kern_return_t serve(protocol::sem_query, mach::rpc::call<protocol::sem_query>);
    kern_return_t serve(protocol::sem_values, mach::rpc::call<protocol::sem_values>);
    kern_return_t serve(protocol::sem_set_values, mach::rpc::call<protocol::sem_set_values>);
    kern_return_t serve(protocol::sem_operate, mach::rpc::call<protocol::sem_operate>);
    kern_return_t serve(protocol::msg_send, mach::rpc::call<protocol::msg_send>);
    kern_return_t serve(protocol::msg_receive, mach::rpc::call<protocol::msg_receive>);
    ipc_caller as_ipc_caller() const;

    // Signals (signal_post.cpp).
    /// Sends a signal to the process, or to one thread of it. Has its effect at once where that
    /// does not depend on the process.
    void post(const protocol::signal_info &info, thread_record *to = nullptr);
    /// A signal that an instruction of `to` has caused: fatal unless there may be a handler that is
    /// not blocked.
    void post_fault(const protocol::signal_info &info, thread_record &to);

    // Life (exit.cpp, job_control.cpp, wait.cpp).
    /// Ends it: the kernel destroys the task, and says when that is done (task_gone). \param status
    /// as wait4 gives it.
    void end(int status);
    /// The task has released all it had: the parent may know. Without an end before it, somebody
    /// has killed the task. May delete a process that nobody will wait for, this one included.
    void task_gone();
    void stop(int signal);
    void resume();
    /// A child has changed: answers waits for it, or else keeps the news; sends SIGCHLD. May delete
    /// a child that has ended.
    void child_changed(process &child);
    /// Gives the kernel the identity that goes with its messages.
    void publish_identity() const;
    /// Makes it a child of that process, or of none; the new parent's pid for getppid.
    void set_parent(process *parent);
    void set_status(state s);
    /// A vfork's parent gets what its child has written to the frames that both have.
    void return_stack();
    /// What a vfork's parent waits for has happened.
    void release_parent();

    /// The thread's mask, read from its block.
    signal_bits blocked(const thread_record &thread) const;
    thread_record *find_thread(int32_t tid);
    thread_record *find_thread_port(thread_t port);
    bool is_child_of(const process &other) const { return parent == &other; }
    /// What a message of its own may say of a signal.
    protocol::signal_info stamped(const protocol::signal_info &given) const;
    /// May `sender` send it this signal (POSIX kill)?
    bool may_signal(const process &sender, int signal) const;
    /// May that one look into its task and take what it has?
    bool may_be_seen_by(const process &other) const;
    protocol::signal_info child_info() const;
    const protocol::posix_image_header &library() const;

    world &world_;
    const int32_t pid;
    process *parent = nullptr;
    std::list<process *> children;               ///< in the order of their coming
    std::list<process *>::iterator in_children;  ///< the parent's, unless that is null
    int32_t group = 0, session = 0;              ///< by world::join; 0: none yet
    std::list<process *>::iterator in_group;
    protocol::process_credentials credentials{};
    uint32_t group_list = 0;  ///< of the supplementary groups, in the world's lists
    state status = state::running;
    int exit_status = 0;  ///< of a zombie; of a stopped one the signal
    status_change unreported;
    int exit_signal = 0;          ///< to the parent
    int parent_death_signal = 0;  ///< from the parent's end; 0: none
    uint64_t shared_stack = 0;    ///< of a vfork: where the parent's frames begin
    bool executed = false;        ///< since its fork
    bool subreaper = false;       ///< descendants that lose their parent become its children
    task_t task = MACH_PORT_NULL;
    std::unique_ptr<process_port> port;
    std::vector<thread_record> threads;  ///< the leader first, while it lives
    signal_queue signals;
    signal_bits ignored = 0;  ///< dropped when they come, by default or on purpose
    bool children_discard = false, no_child_stop = false;
    std::list<waiter> waiters;
    std::vector<mach_port_name_t> fork_names;  ///< for the next child
    std::vector<attachment> attachments;       ///< of shared memory
    std::list<pid_file *> pid_files;           ///< that stand for it
    std::vector<mach_port_t> end_watchers;     ///< of process_watch
    std::optional<server::pending<protocol::process_fork>>
        fork_waiting;  ///< our parent's, for a vfork
    std::optional<server::pending<protocol::process_stop>> stopped_caller;
    uint64_t limit_processes = ~uint64_t{0}, limit_processes_maximum = ~uint64_t{0};
    int nice = 0;
    char name[16] = {};
    std::string executable;
    uint64_t arguments_begin = 0, arguments_end = 0, environment_begin = 0, environment_end = 0;
    uint64_t start_time_ns = 0;
    uint64_t user_time_ns = 0, system_time_ns = 0;  ///< of a zombie
    uint64_t children_user_time_ns = 0, children_system_time_ns = 0;

private:
    bool stop_or_continue(const protocol::signal_info &info);
    bool dropped(const protocol::signal_info &info);
    /// A child that the request asks for and has news; \param any whether there is a matching child
    /// at all.
    process *find_child(const protocol::process_wait_request &request, bool &any) const;
    bool has_child(const protocol::process_wait_request &request) const;
    void report(process &child, uint32_t options, protocol::process_wait_reply &reply);
    void answer_waiters(process &child);
    void fail_hopeless_waiters();
    void leave_children();
    void record_times();
};

}  // namespace process_server
