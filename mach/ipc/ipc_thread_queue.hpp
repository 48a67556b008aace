/// \file
/// First-in first-out queue of waiting threads, guarded by the lock of the object that it is part
/// of. A ring, so that no link is a special case.
#pragma once

#include <ipc/ipc_thread.hpp>

class ipc_thread_queue {
public:
    ipc_thread_queue() = default;
    ipc_thread_queue(const ipc_thread_queue &) = delete;

    bool empty() const { return ends_.next == &ends_; }
    ipc_thread *front() const { return empty() ? nullptr : &first(); }
    /// \pre not empty
    ipc_thread &first() const { return static_cast<ipc_thread &>(*ends_.next); }

    void push_back(ipc_thread &t) {
        t.next = &ends_;
        t.previous = ends_.previous;
        ends_.previous->next = &t;
        ends_.previous = &t;
    }

    /// \pre not empty
    ipc_thread &pop_front() {
        ipc_thread &t = first();
        ends_.next = t.next;
        t.next->previous = &ends_;
        return t;
    }

    /// \pre `t` is in this queue
    static void remove(ipc_thread &t) {
        t.previous->next = t.next;
        t.next->previous = t.previous;
    }

private:
    ipc_thread_link ends_{&ends_, &ends_};
};
