/// \file
/// What a trap handler or a continuation tells the way back to user mode.
#pragma once

#include <cstdint>

#include <kern/result.hpp>

class thread;

class trap_outcome {
public:
    enum class kind : uint8_t {
        done,     ///< put `value` into the return register and go on
        blocked,  ///< the thread waits (wait.hpp); its continuation will give the outcome
        restart,  ///< a user page is missing (thread.page_wait): wait for it, then execute the trap
                  ///< again
        leave,  ///< go on in user mode with the registers as they are (thread_set_state, exception
                ///< return)
    };
    static trap_outcome done(int64_t value) { return {kind::done, value}; }
    static trap_outcome blocked() { return {kind::blocked, 0}; }
    static trap_outcome restart() { return {kind::restart, 0}; }
    static trap_outcome leave() { return {kind::leave, 0}; }
    /// An error code, KERN_PAGE_WAIT being a restart.
    static trap_outcome from(kern_return_t code) {
        return code == KERN_PAGE_WAIT ? restart() : done(code);
    }

    kind what;
    int64_t value;
};

/// Runs on the thread's own address space when it gets a processor again after a wait; see
/// wait.hpp.
using continuation = trap_outcome (*)(thread &self);
