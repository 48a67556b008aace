/// \file
/// Waiting without a stack. A thread that must wait, being current,
///
///   1. takes the lock of what it waits on and links itself there,
///   2. calls wait_begin(kind, continuation, ...), still under that lock,
///   3. unlocks and returns trap_outcome::blocked() all the way up.
///
/// Whoever can satisfy the wait (under the same lock) unlinks the thread and calls wait_claim; only
/// the one caller for which it returns true may wake it, by wait_wake or thread_handoff, after
/// filling in what it waits for. A timeout, thread_abort, thread_interrupt and termination also
/// claim, but do not unlink: the continuation, run in the thread's own context with `wait.result`
/// != KERN_SUCCESS, takes the lock and unlinks it if `linked` still says so. A thread holds a
/// reference on what it waits for until its continuation has run. So there is no lock order between
/// waiters and wakers, and exactly one of a wake, a timeout and an abort takes effect.
#pragma once

#include <atomic>
#include <cstdint>

#include <kern/trap.hpp>

/// The closed list of reasons to wait.
enum class wait_kind : uint8_t {
    none,
    message_receive,
    message_send,
    page,
    gsync,
    semaphore,
    sleep,
    suspended,
    exception_reply,
};

/// The claimers' reasons, as wait.result. KERN_SUCCESS: satisfied.
/// KERN_OPERATION_TIMED_OUT: deadline. KERN_ABORTED: thread_abort, thread_interrupt, termination.
struct thread_wait {
    /// The two that wait have the second bit. A claim that fails leaves `claimed` too, on a thread
    /// that runs, until it waits again.
    enum class state : uint8_t { running, claimed, waiting, waiting_interruptibly };
    /// \return whether it was waiting. Sequentially consistent.
    [[nodiscard, gnu::always_inline]] bool claim() {
        return (static_cast<unsigned>(status.exchange(state::claimed)) & 2) != 0;
    }
    std::atomic<state> status{state::running};
    wait_kind kind = wait_kind::none;
    bool linked = false;  ///< in the queue of `object`; guarded by that object's lock
    kern_return_t result = KERN_SUCCESS;
    continuation resume = nullptr;
    void *object = nullptr;  ///< what is waited on, for debugging and for the continuation
};

inline constexpr uint64_t no_deadline = ~uint64_t{0};

/// Marks the current thread waiting. \param deadline monotonic nanoseconds (machine::now()).
/// An abort or interrupt that came before ends the wait at once (the thread never misses one).
void wait_begin(thread &self, wait_kind kind, continuation resume, void *object, bool interruptible,
                uint64_t deadline = no_deadline);
/// The last part of wait_begin, for a caller that has done the rest in line: ends the wait when an
/// abort or interrupt came before.
void wait_begun(thread &self, bool interruptible);
/// Takes the sole right to wake `t`. \pre the caller keeps `t` alive.
[[nodiscard]] bool wait_claim(thread &t);
/// Makes a claimed thread runnable; its continuation will see `result`.
void wait_wake(thread &t, kern_return_t result);
/// As wait_wake, and the current thread, which has called wait_begin or is about to return to user
/// mode, gives its processor straight to `t` on the way out (the RPC path). If the current thread
/// stays runnable it goes to the head of its queue.
void thread_handoff(thread &t, kern_return_t result);

/// Ends the wait of `t` with KERN_ABORTED, if it is in one, after the caller has set the AST bit
/// that forbids further ones.
/// \pre the caller keeps `t` alive.
void wait_abort(thread &t, bool interruptible_only);
/// What a thread's wait timer does.
class timer;
void wait_expired(timer &t);
