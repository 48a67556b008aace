/// \file
/// Where a task's, a thread's or the host's exceptions are sent, by kind of exception.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include <ipc/ipc_right_transit.hpp>
#include <kern/spinlock.hpp>
#include <mach/exception_types.h>

/// One kind of exception: no port, or a port with the kind of message it wants.
struct exception_action {
    ipc_right_transit port;  ///< a send right, or null
    exception_behavior_t behavior = 0;
    thread_state_flavor_t flavor = 0;
};

/// By EXC_*; index 0 is not used. Guarded by the owner's lock.
using exception_actions = std::array<exception_action, EXC_TYPES_COUNT>;

/// Those of a thread, which seldom has any: made when the first is set, there until the thread is
/// gone. The actions are guarded by the thread's lock, the way to them is not.
class own_exception_actions {
public:
    own_exception_actions() = default;
    own_exception_actions(const own_exception_actions &) = delete;
    ~own_exception_actions();
    /// Null when none was ever set.
    exception_actions *get() const { return actions_.load(std::memory_order_acquire); }
    /// Makes them if need be. Null when there is no memory.
    exception_actions *make();

private:
    std::atomic<exception_actions *> actions_{nullptr};  ///< written once
};

/// One more right to the same port. Under the lock that guards `action`.
exception_action exception_action_copy(const exception_action &action);
