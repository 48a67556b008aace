/// \file
/// A set of semaphores (semget(2)). Operations on several are done all at once or not at all; those
/// that cannot be done wait, and are tried again in the order they came.
#pragma once

#include <list>
#include <map>
#include <vector>

#include <lib/pending.hpp>
#include <share_of_total.hpp>
#include <sysv/ipc_table.hpp>
#include <sysv/waiting_place.hpp>

namespace process_server {

class semaphore_set : public ipc_object {
public:
    using operation = protocol::sem_operation;
    static constexpr int value_max = 32767;
    static constexpr int16_t undo_flag = 0x1000, no_wait = 04000;

    explicit semaphore_set(unsigned count) : semaphores_(count) {}

    std::size_t size() const { return semaphores_.size(); }
    uint16_t value(unsigned index) const { return semaphores_[index].value; }
    int32_t last_pid(unsigned index) const { return semaphores_[index].pid; }
    /// How many wait for this one: for zero, or for more than it has.
    unsigned waiting(unsigned index, bool for_zero) const;
    void set_value(unsigned index, uint16_t value, int32_t pid);
    /// Tries. \return 0; EAGAIN: it would have to wait, and `blocked` says for which operation;
    /// ERANGE, ENOSPC.
    int attempt(std::span<const operation> operations, int32_t pid, std::size_t &blocked);
    void wait(std::span<const operation> operations, int32_t pid, uint32_t cookie,
              server::pending<protocol::sem_operate> reply);
    /// Lets those go on who can.
    void settle();
    /// \return whether that was one who waits here.
    bool interrupt(int32_t pid, uint32_t cookie);
    /// A process or its program has gone: it waits no more.
    void forget_waiters(int32_t pid);
    /// What SEM_UNDO has noted of the process is undone.
    void undo(int32_t pid);
    /// The set is removed.
    void fail_all(int error);

    int64_t operation_time = 0, change_time = 0;

private:
    struct semaphore {
        uint16_t value = 0;
        int32_t pid = 0;
    };
    struct sleeper {
        std::vector<operation> operations;
        int32_t pid;
        uint32_t cookie;
        server::pending<protocol::sem_operate> reply;
        waiting_place place;
    };
    struct undone {
        int amount = 0;
        share_of_total<semaphore_set, 32 * 1024> share = {};
    };
    using changes = std::map<uint16_t, undone>;  ///< by index
    /// Notes that `amount` more is to be added to a semaphore at the end of the process. \return 0,
    /// ERANGE, ENOSPC.
    int note_undo(int32_t pid, uint16_t index, int amount);

    std::vector<semaphore> semaphores_;
    std::map<int32_t, changes> undo_;  ///< by pid
    std::list<sleeper> sleepers_;
};

}  // namespace process_server
