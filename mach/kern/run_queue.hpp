/// \file
/// Runnable threads of one processor: 32 priorities, first in first out inside one.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>

#include <kern/spinlock.hpp>
#include <kern/thread.hpp>

class run_queue {
public:
    static constexpr unsigned levels = 32;
    enum class end : uint8_t { head, tail };

    void push(thread &t, end where) EXCLUDES(lock_);
    /// The first thread of the highest priority, or null.
    [[nodiscard]] thread *pop() EXCLUDES(lock_);
    /// Queues `t` and takes what was first before: others never see the queue without both.
    /// \return it, or null when the queue was empty
    [[nodiscard]] thread *exchange(thread &t, end where) EXCLUDES(lock_);
    /// As pop, but gives up when another processor holds the lock.
    [[nodiscard]] thread *try_steal() EXCLUDES(lock_);
    /// Takes a thread out of whatever queue it is in. \return false when it is in none. The caller
    /// keeps it alive.
    [[nodiscard]] static bool remove(thread &t);
    /// Highest priority queued, -1 when empty. Without the lock: true at some moment.
    int top() const {
        const uint32_t map = bitmap_.load(std::memory_order_relaxed);
        return map ? 31 ^ std::countl_zero(map) : -1;
    }

    /// How many are queued; as top.
    uint32_t size() const { return size_.load(std::memory_order_relaxed); }
    /// The priorities queued from `floor` on: 0 none, 1 that one alone, else a higher one. As top.
    uint32_t from(unsigned floor) const { return bitmap_.load(std::memory_order_relaxed) >> floor; }

private:
    void enter(thread &t, end where) REQUIRES(lock_);
    thread *take() REQUIRES(lock_);
    void unlink(thread &t) REQUIRES(lock_);
    void grow(int by) REQUIRES(lock_) {
        size_.store(size() + static_cast<uint32_t>(by), std::memory_order_relaxed);
    }

    spinlock lock_{lock_rank::run_queue};
    std::atomic<uint32_t> bitmap_{0};  ///< bit n: levels_[n] is not empty; written under the lock
    std::atomic<uint32_t> size_{0};    ///< written under the lock
    std::array<list<thread, &thread::run_hook>, levels> levels_ GUARDED_BY(lock_);
};
