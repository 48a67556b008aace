/// \file
/// First-in first-out queue of waiting threads, guarded by the lock of the object that it is part
/// of.
#pragma once

#include <ipc/ipc_thread.hpp>

class ipc_thread_queue {
public:
    bool empty() const { return first_ == nullptr; }
    ipc_thread *front() const { return first_; }

    void push_back(ipc_thread &t) {
        t.next = nullptr;
        t.previous = last_;
        (last_ ? last_->next : first_) = &t;
        last_ = &t;
    }

    /// \pre not empty
    ipc_thread &pop_front() {
        ipc_thread &t = *first_;
        first_ = t.next;
        (first_ ? first_->previous : last_) = nullptr;
        return t;
    }

    /// \pre `t` is in this queue
    void remove(ipc_thread &t) {
        (t.previous ? t.previous->next : first_) = t.next;
        (t.next ? t.next->previous : last_) = t.previous;
    }

private:
    ipc_thread *first_ = nullptr;
    ipc_thread *last_ = nullptr;
};
