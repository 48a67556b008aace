/// \file
/// Looking for waiters of one word among those of others, in pieces.
#pragma once

#include <kern/gsync_table.hpp>
#include <kern/long_work.hpp>

using gsync_waiter = decltype(gsync_bucket::waiters)::iterator;

/// Waiters for other words that are passed over, about 12 instructions each, before interrupts are
/// let in.
inline constexpr unsigned gsync_most_passed = 1'000;

/// Counts those that have been passed over. After many the caller's thread stands in the queue as a
/// waiter for no word, before `at`, so that interrupts can be let in and the place is not lost.
class gsync_passer {
public:
    template <class Locked>
    void pass(list<thread, &thread::queue_hook> &queue, gsync_waiter &at, Locked &locked) {
        if (++passed_ < gsync_most_passed) return;
        passed_ = 0;
        rest(queue, at, locked);
    }

private:
    template <class Locked>
    [[gnu::noinline]] static void rest(list<thread, &thread::queue_hook> &queue, gsync_waiter &at,
                                       Locked &locked) NO_THREAD_SAFETY_ANALYSIS {
        thread &self = current_thread();
        self.saved.gsync = {};
        queue.insert(at, self);
        locked.unlock();
        long_work(12 * gsync_most_passed);
        locked.lock();
        at = queue.erase(queue.iterator_to(self));
    }

    unsigned passed_ = 0;
};
