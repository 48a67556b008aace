#include <kern/run_queue.hpp>

[[gnu::always_inline]] inline void run_queue::enter(thread &t, end where) {
    const unsigned level = t.priority % levels;
    t.queued_priority = static_cast<uint8_t>(level);
    t.queued_in.store(this, std::memory_order_relaxed);
    auto &queue = levels_[level];
    if (where == end::head)
        queue.push_front(t);
    else
        queue.push_back(t);
    bitmap_.store(bitmap_.load(std::memory_order_relaxed) | 1u << level, std::memory_order_relaxed);
    grow(1);
}

void run_queue::push(thread &t, end where) {
    lock_guard guard(lock_);
    enter(t, where);
}

void run_queue::unlink(thread &t) {
    const unsigned level = t.queued_priority;
    auto &queue = levels_[level];
    queue.erase(queue.iterator_to(t));
    t.queued_in.store(nullptr, std::memory_order_relaxed);
    if (queue.empty())
        bitmap_.store(bitmap_.load(std::memory_order_relaxed) & ~(1u << level),
                      std::memory_order_relaxed);
    grow(-1);
}

[[gnu::always_inline]] inline thread *run_queue::take() {
    const uint32_t map = bitmap_.load(std::memory_order_relaxed);
    if (map == 0) return nullptr;
    const int level = 31 ^ std::countl_zero(map);
    auto &queue = levels_[static_cast<unsigned>(level)];
    thread &t = queue.front();
    queue.pop_front();
    t.queued_in.store(nullptr, std::memory_order_relaxed);
    if (queue.empty())
        bitmap_.store(bitmap_.load(std::memory_order_relaxed) & ~(1u << level),
                      std::memory_order_relaxed);
    grow(-1);
    return &t;
}

bool run_queue::remove(thread &t) {
    run_queue *queue = t.queued_in.load(std::memory_order_relaxed);
    if (!queue) return false;
    lock_guard guard(queue->lock_);
    if (t.queued_in.load(std::memory_order_relaxed) != queue)  // taken meanwhile
        return false;
    queue->unlink(t);
    return true;
}

thread *run_queue::pop() {
    if (from(0) == 0) return nullptr;
    lock_guard guard(lock_);
    return take();
}

thread *run_queue::exchange(thread &t, end where) {
    lock_guard guard(lock_);
    const unsigned level = t.priority;
    if (from(level) != 1) [[unlikely]] {
        thread *const next = take();
        enter(t, where);
        return next;
    }
    auto &queue = levels_[level];  // has one before and after
    thread &next = queue.front();
    queue.pop_front();
    next.queued_in.store(nullptr, std::memory_order_relaxed);
    t.queued_priority = static_cast<uint8_t>(level);
    t.queued_in.store(this, std::memory_order_relaxed);
    if (where == end::head)
        queue.push_front(t);
    else
        queue.push_back(t);
    return &next;
}

thread *run_queue::try_steal() {
    if (top() < 0 || !lock_.try_lock()) return nullptr;
    thread *t = take();
    lock_.unlock();
    return t;
}
