#include <kern/timer.hpp>

#include <kern/processor.hpp>

void timer::arm(uint64_t deadline) {
    assert(idle());
    processor &cpu = this_processor();
    queue_ = &*cpu.timers;
    if (queue_->insert(*this, deadline)) cpu.want_tick(deadline);
}

void timer::cancel() {
    if (!idle()) queue_->remove(*this);
}

bool timer_queue::insert(timer &t, uint64_t deadline) {
    lock_guard guard(lock_);
    t.deadline_ = deadline;
    t.state_.store(timer::state::armed, std::memory_order_relaxed);
    return queue_.insert(t).first == queue_.begin();
}

void timer_queue::remove(timer &t) {
    lock_guard guard(lock_);
    if (t.state_.load(std::memory_order_relaxed) != timer::state::armed) return;
    queue_.erase(queue_.iterator_to(t));
    t.state_.store(timer::state::idle, std::memory_order_release);  // pairs with idle()
}

uint64_t timer_queue::advance(uint64_t now, unsigned limit) {
    lock_guard guard(lock_);
    for (; limit && !queue_.empty() && queue_.begin()->deadline_ <= now; --limit) {
        timer &t = *queue_.begin();
        queue_.erase(queue_.begin());
        t.state_.store(timer::state::firing, std::memory_order_relaxed);
        t.fire_(t);
        // Not before: whoever sees the timer idle may rely on `fire` having ended. Pairs with
        // idle().
        t.state_.store(timer::state::idle, std::memory_order_release);
    }
    return queue_.empty() ? none : queue_.begin()->deadline_;
}
