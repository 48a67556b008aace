/// \file
/// A request that waits for its answer.
#pragma once

#include <cstdint>

#include <vfs/wait_queue.hpp>

namespace port {

class open_port;

/// Base of what is pending: it sits in the wait queue of what it waits for, and in the list of all
/// pending operations, where io_interrupt and the end of its open file find it.
class operation : public vfs::waiter {
public:
    /// Answers at once, with what has been done or EINTR, and deletes itself.
    virtual void interrupt() = 0;
    /// The open file it waits on is closed: answers EBADF and deletes itself.
    virtual void abandon() = 0;
    virtual ~operation();

    /// Interrupts the operation that `pid` sent with `cookie`, if it is still pending.
    static void interrupt(uint32_t pid, uint32_t cookie);
    /// Abandons all that wait on `file`.
    static void abandon_all(const open_port &file);
    /// Abandons all that `pid` waits for: it has ended.
    static void abandon_all_of(uint32_t pid);

protected:
    operation(open_port *file, uint32_t pid, uint32_t cookie);

    open_port *file() const { return file_; }
    uint32_t pid() const { return pid_; }
    uint32_t cookie() const { return cookie_; }

private:
    open_port *file_;  ///< null: none that could be closed
    uint32_t pid_, cookie_;
    operation *next_, *previous_ = nullptr;
};

}  // namespace port
