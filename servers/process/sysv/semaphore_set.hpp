/// \file
/// A set of semaphores (semget(2)). Operations on several are done all at once or not at all; those
/// that cannot be done wait, and are tried again in the order they came.
#pragma once

#include <list>
#include <vector>

#include <lib/pending.hpp>
#include <sysv/ipc_table.hpp>

namespace process_server {

class semaphore_set : public ipc_object {
public:
    using operation = protocol::sem_operation;
    static constexpr int value_max = 32767;
    static constexpr int16_t undo_flag = 0x1000, no_wait = 04000;

    explicit semaphore_set(unsigned count) : semaphores_(count) {}

    std::size_t sleepers() const { return sleepers_.size(); }
    std::size_t size() const { return semaphores_.size(); }
    uint16_t value(unsigned index) const { return semaphores_[index].value; }
    int32_t last_pid(unsigned index) const { return semaphores_[index].pid; }
    /// How many wait for this one: for zero, or for more than it has.
    unsigned waiting(unsigned index, bool for_zero) const;
    void set_value(unsigned index, uint16_t value, int32_t pid);
    /// Tries. \return 0; EAGAIN: it would have to wait, and `blocked` says for which operation;
    /// ERANGE.
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
    };

    std::vector<semaphore> semaphores_;
    std::map<int32_t, std::vector<int>> undo_;  ///< by pid: what to add to each at its end
    std::list<sleeper> sleepers_;
};

}  // namespace process_server
