/// \file
/// Who waits until an io_object is ready for something.
///
/// Nothing is woken from inside an operation. After an operation that may have made another
/// possible, the message layer calls `settle` on the queue, which asks the waiters in the order
/// they came until none gets further. So an operation can still be taken back (io_object::unread)
/// when its caller turns out to be gone.
#pragma once

#include <cstdint>

namespace vfs {

class wait_queue;

/// One who waits; in at most one queue.
class waiter {
public:
    enum class state : uint8_t { waiting, progressed, finished };

    waiter(const waiter &) = delete;
    waiter &operator=(const waiter &) = delete;

    /// Tries again. `finished`: it has left the queue and may be gone. `progressed`: it took or
    /// gave something, but waits on.
    virtual state retry() = 0;

    bool queued() const { return queue_ != nullptr; }
    void leave();
    waiter *next() const { return next_; }

protected:
    waiter() = default;
    ~waiter() { leave(); }

private:
    friend class wait_queue;
    wait_queue *queue_ = nullptr;
    waiter *next_ = nullptr, *previous_ = nullptr;
};

class wait_queue {
public:
    wait_queue() = default;
    wait_queue(const wait_queue &) = delete;
    wait_queue &operator=(const wait_queue &) = delete;

    bool empty() const { return first_ == nullptr; }
    waiter *first() const { return first_; }
    /// At the end.
    void join(waiter &who);
    /// Retries waiters until none gets further. Reentrant calls return at once: the outer one goes
    /// on.
    void settle();

private:
    friend class waiter;
    waiter *first_ = nullptr, *last_ = nullptr;
    waiter *cursor_ = nullptr;  ///< settle's next one; moved on when that one leaves
    bool settling_ = false, again_ = false;
};

}  // namespace vfs
