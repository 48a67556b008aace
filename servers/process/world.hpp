/// \file
/// What the processes share: the table, the library's image, the ports they need. One instance, for
/// the life of the server.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include <group.hpp>
#include <group_lists.hpp>
#include <id_table.hpp>
#include <image.hpp>
#include <lib/loop.hpp>
#include <process.hpp>
#include <sysv/sysv_ipc.hpp>
#include <timer_queue.hpp>

namespace process_server {

/// More processes than this, threads not counted, cannot be on any machine; the last few are the
/// superuser's.
inline constexpr unsigned process_max = 4096, process_reserve = 16;
/// A machine has one for so much memory: what small ones need, so that a fork bomb is refused
/// processes before others are refused memory.
inline constexpr uint64_t memory_per_process = 256 << 10;

/// Names of rights in every POSIX task, chosen for the first and inherited.
using protocol::process_port_name;
inline constexpr mach_port_name_t file_service_name = 0x300;

/// Of the machine, as uname tells them.
struct host_names {
    std::string host = "portolan", domain = "(none)";
};

class world {
public:
    world(server::loop &loop, mach_port_t host_priv);

    process *find(int32_t pid) const;
    /// The process that a thread belongs to, and its record. \return null when no thread has that
    /// id.
    process *find_thread(int32_t tid, thread_record *&thread) const;
    process *find_task(task_t task) const;
    /// \return null when the group has no member.
    group_record *find_group(int32_t group);
    process &init() const { return *init_; }
    bool has_init() const { return init_ != nullptr; }
    void set_init(process &p) { init_ = &p; }

    /// Adds a process under an unused id, which is also its first thread's.
    /// \return null at the limit of ids.
    process *create();
    /// Forgets a process that has been waited for.
    void remove(process &p);
    /// The process has got its task.
    void add_task(process &p);
    void remove_task(task_t task) { tasks_.erase(task); }
    /// An id for a further thread. \return 0: there is none.
    int32_t add_thread(process &p);
    void remove_thread(int32_t tid);
    /// Puts a process into a group of a session, and takes it out of the one it is in.
    void join(process &p, int32_t group, int32_t session);

    /// Has a group no member with a parent outside the group but in its session? (POSIX: orphaned.)
    /// \param besides is taken as gone.
    bool orphaned(int32_t group, const process *besides = nullptr);
    /// Stopped members of a group that has become orphaned: hang up and go on (POSIX 2.4.3, exit).
    void rouse_orphans(int32_t group, const process *besides);

    /// By pid, ascending.
    const std::map<int32_t, std::unique_ptr<process>> &processes() const { return processes_; }
    /// The id that was given last, to a process or thread, and how many there have been.
    int32_t newest() const { return newest_; }
    uint32_t created() const { return created_; }
    /// Processes of one user, for RLIMIT_NPROC.
    unsigned count_of(uint32_t ruid) const;
    /// A process changes its real user.
    void change_user(uint32_t from, uint32_t to);

    /// Files that stand for nobody yet, by the name of their port.
    std::unordered_map<uint32_t, pid_file *> unbound_pid_files;
    void bind_pid_file(uint32_t id, process &to);

    /// Number of the next answer to process_signal_take.
    uint64_t next_sequence() { return ++sequence_; }

    server::loop &loop;
    const mach_port_t host_priv;
    const uint64_t memory_size;        ///< of the machine, bytes
    const unsigned processes_allowed;  ///< at most process_max
    image library;
    host_names names;
    group_lists lists_of_groups;
    timer_queue timers;
    sysv_ipc ipc;
    std::map<uint32_t, uint32_t> unimplemented;  ///< system call number to count

private:
    void leave(process &p);
    /// \return 0: there is none.
    int32_t new_id();

    std::map<int32_t, std::unique_ptr<process>> processes_;
    std::unordered_map<int32_t, group_record> groups_;
    std::unordered_map<int32_t, process *> threads_;  ///< besides the first of each process
    std::unordered_map<task_t, process *> tasks_;
    std::unordered_map<uint32_t, unsigned> users_;  ///< number of processes
    id_table ids_;
    int32_t newest_ = 0;
    uint32_t created_ = 0;
    process *init_ = nullptr;
    uint64_t sequence_ = 0;
};

}  // namespace process_server
