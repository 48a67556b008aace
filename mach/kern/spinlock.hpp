/// \file
/// Spinlock, annotated for Clang's thread-safety analysis. Interrupts are always off in the kernel,
/// so that a lock never has to disable them; a processor that spins serves other processors' TLB
/// shoot-downs (machine::relax), and lets interrupts in when the lock is one of those that may be
/// held long (kern/long_work.hpp).
#pragma once

#include <atomic>

#include <kern/lock_order.hpp>
#include <kern/long_work.hpp>
#include <machine/cpu.hpp>

#define CAPABILITY(name) __attribute__((capability(name)))
#define SCOPED_CAPABILITY __attribute__((scoped_lockable))
#define GUARDED_BY(lock) __attribute__((guarded_by(lock)))
#define PT_GUARDED_BY(lock) __attribute__((pt_guarded_by(lock)))
#define REQUIRES(...) __attribute__((requires_capability(__VA_ARGS__)))
#define EXCLUDES(...) __attribute__((locks_excluded(__VA_ARGS__)))
#define ACQUIRE(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define RELEASE(...) __attribute__((release_capability(__VA_ARGS__)))
#define TRY_ACQUIRE(...) __attribute__((try_acquire_capability(__VA_ARGS__)))
#define RETURN_CAPABILITY(lock) __attribute__((lock_returned(lock)))
#define NO_THREAD_SAFETY_ANALYSIS __attribute__((no_thread_safety_analysis))

#ifdef DEBUG
class spinlock;
/// Checks the lock order and self-deadlock on this processor. kern/lock_order.cpp.
void lock_order_acquired(const spinlock &lock, lock_rank rank, bool tried);
void lock_order_released(const spinlock &lock);
#endif

class CAPABILITY("spinlock") spinlock {
public:
    constexpr explicit spinlock(lock_rank rank)
        : held_long_(rank <= last_held_long)
#ifdef DEBUG
          ,
          rank_(rank)
#endif
    {
    }
    spinlock(const spinlock &) = delete;
    spinlock &operator=(const spinlock &) = delete;

    [[gnu::always_inline]] void lock() ACQUIRE() {
#ifdef DEBUG
        lock_order_acquired(*this, rank_, false);
#endif
        if (held_.exchange(true, std::memory_order_acquire)) [[unlikely]]
            wait();  // pairs with the release in unlock
    }
    [[gnu::always_inline]] bool try_lock() TRY_ACQUIRE(true) {
        if (held_.exchange(true, std::memory_order_acquire)) return false;
#ifdef DEBUG
        lock_order_acquired(*this, rank_, true);
#endif
        return true;
    }
    [[gnu::always_inline]] void unlock() RELEASE() {
#ifdef DEBUG
        lock_order_released(*this);
#endif
        held_.store(false, std::memory_order_release);  // pairs with the acquire in lock
    }
    /// For asserts only.
    bool is_held() const { return held_.load(std::memory_order_relaxed); }

private:
    /// Until the lock is held. Seldom called from very many places: it keeps the registers, so that
    /// they need not.
    [[gnu::noinline, clang::preserve_most]] void wait() {
        do {
            do {
                machine::relax();
                if (held_long_) long_work(spin_cost);
            } while (held_.load(std::memory_order_relaxed));
        } while (held_.exchange(true, std::memory_order_acquire));
    }

    std::atomic<bool> held_{false};
    bool held_long_;
#ifdef DEBUG
    lock_rank rank_;
#endif
};

/// Holds a lock for one scope.
class SCOPED_CAPABILITY lock_guard {
public:
    [[gnu::always_inline]] explicit lock_guard(spinlock &lock) ACQUIRE(lock) : lock_(lock) {
        lock.lock();
    }
    [[gnu::always_inline]] ~lock_guard() RELEASE() { lock_.unlock(); }
    lock_guard(const lock_guard &) = delete;
    lock_guard &operator=(const lock_guard &) = delete;

private:
    spinlock &lock_;
};
