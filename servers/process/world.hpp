/// \file
/// What the processes share: the table, the library's image, the ports they need. One instance, for
/// the life of the server.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include <image.hpp>
#include <lib/loop.hpp>
#include <process.hpp>
#include <timer_queue.hpp>

namespace process_server {

/// More processes than this, threads not counted, cannot be; the last few are the superuser's.
inline constexpr unsigned process_max = 4096, process_reserve = 16;
inline constexpr int32_t id_max = 32768;

/// Names of rights in every POSIX task, chosen for the first and inherited.
inline constexpr mach_port_name_t process_port_name = 0x200, file_service_name = 0x300;

class world {
public:
    world(server::loop &loop, mach_port_t host_priv)
        : loop(loop), host_priv(host_priv), timers(loop, *this) {}

    process *find(int32_t pid) const;
    /// The process that a thread belongs to, and its record. \return null when no thread has that
    /// id.
    process *find_thread(int32_t tid, thread_record *&thread) const;
    process *find_task(task_t task) const;
    process &init() const { return *init_; }
    bool has_init() const { return init_ != nullptr; }
    void set_init(process &p) { init_ = &p; }

    /// Adds a process under an unused id, which is also its thread's.
    process &create();
    /// Forgets a process that has been waited for.
    void remove(process &p);
    /// An id that no process, group, session or thread has.
    int32_t new_id();

    /// Has a group no member with a parent outside the group but in its session? (POSIX: orphaned.)
    /// \param besides is taken as gone.
    bool orphaned(int32_t group, const process *besides = nullptr) const;
    /// Stopped members of a group that has become orphaned: hang up and go on (POSIX 2.4.3, exit).
    void rouse_orphans(int32_t group, const process *besides);
    bool group_in_session(int32_t group, int32_t session) const;

    /// By pid, ascending.
    const std::map<int32_t, std::unique_ptr<process>> &processes() const { return processes_; }
    /// Of one user, for RLIMIT_NPROC.
    unsigned count_of(uint32_t ruid) const;

    /// Number of the next answer to process_signal_take.
    uint64_t next_sequence() { return ++sequence_; }

    server::loop &loop;
    const mach_port_t host_priv;
    image library;
    timer_queue timers;
    std::map<uint32_t, uint32_t> unimplemented;  ///< system call number to count

private:
    std::map<int32_t, std::unique_ptr<process>> processes_;
    process *init_ = nullptr;
    int32_t last_id_ = 0;
    uint64_t sequence_ = 0;
};

}  // namespace process_server
