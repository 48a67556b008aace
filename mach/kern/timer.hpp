/// \file
/// One-shot timers. Each belongs to the queue of the processor that armed it and fires there.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

#include <kern/list.hpp>
#include <kern/spinlock.hpp>

class timer_queue;

/// A timer, part of what it is for. Idle when destroyed.
class timer {
public:
    /// Called on the arming processor with its timer queue's lock held: may take only locks that
    /// rank above `timer`, and must neither arm nor cancel a timer.
    using function = void (*)(timer &);

    constexpr explicit timer(function fire) : fire_(fire) {}

    /// Arms it on this processor for `deadline` (monotonic nanoseconds); a time that has passed
    /// fires soon.
    /// \pre idle; the owner keeps others from arming it.
    void arm(uint64_t deadline);
    /// When it returns the timer is idle and `fire` does not run. From any processor.
    void cancel();
    /// Neither armed nor in the middle of firing.
    bool idle() const { return state_.load(std::memory_order_acquire) == state::idle; }

private:
    friend class timer_queue;
    enum class state : uint8_t { idle, armed, firing };
    struct order {
        using type = std::pair<uint64_t, const timer *>;
        type operator()(const timer &t) const { return {t.deadline_, &t}; }
    };

    tree_hook hook_;
    uint64_t deadline_ = 0;
    timer_queue *queue_ = nullptr;  ///< of the last arming
    function fire_;
    std::atomic<state> state_{state::idle};  ///< written under queue_'s lock
};

/// The timers of one processor.
class timer_queue {
public:
    static constexpr uint64_t none = ~uint64_t{0};

    /// \return whether it became the first.
    bool insert(timer &t, uint64_t deadline) EXCLUDES(lock_);
    void remove(timer &t) EXCLUDES(lock_);
    /// Fires what is due at `now`, at most `limit` timers. \return the next deadline, or `none`.
    uint64_t advance(uint64_t now, unsigned limit) EXCLUDES(lock_);

private:
    spinlock lock_{lock_rank::timer};
    tree<timer, &timer::hook_, timer::order> queue_ GUARDED_BY(lock_);
};
