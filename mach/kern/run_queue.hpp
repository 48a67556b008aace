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
    /// The first thread of the highest priority above `floor`, or null.
    [[nodiscard]] thread *pop(int floor = -1) EXCLUDES(lock_);
    /// As pop, but gives up when another processor holds the lock.
    [[nodiscard]] thread *try_steal() EXCLUDES(lock_);
    /// Takes a thread out of whatever queue it is in. \return false when it is in none. The caller
    /// keeps it alive.
    [[nodiscard]] static bool remove(thread &t);
    /// Highest priority queued, -1 when empty. Without the lock: true at some moment.
    int top() const {
        const uint32_t map = bitmap_.load(std::memory_order_relaxed);
        return map ? 31 - std::countl_zero(map) : -1;
    }

    /// Is a thread of that priority, or a higher one, queued? As top.
    bool reaches(unsigned priority) const {
        return bitmap_.load(std::memory_order_relaxed) >> priority != 0;
    }

private:
    thread *take(int floor) REQUIRES(lock_);
    void unlink(thread &t) REQUIRES(lock_);

    spinlock lock_{lock_rank::run_queue};
    std::atomic<uint32_t> bitmap_{0};  ///< bit n: levels_[n] is not empty; written under the lock
    std::array<list<thread, &thread::run_hook>, levels> levels_ GUARDED_BY(lock_);
};
