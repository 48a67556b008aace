#include <kern/run_queue.hpp>

void run_queue::push(thread &t, end where) {
    lock_guard guard(lock_);
    const unsigned level = t.priority % levels;
    t.queued_priority = static_cast<uint8_t>(level);
    auto &queue = levels_[level];
    if (where == end::head)
        queue.push_front(t);
    else
        queue.push_back(t);
    bitmap_.store(bitmap_.load(std::memory_order_relaxed) | 1u << level, std::memory_order_relaxed);
}

thread *run_queue::take(int floor) {
    const int level = top();
    if (level <= floor)
        return nullptr;
    auto &queue = levels_[static_cast<unsigned>(level)];
    thread &t = queue.front();
    queue.pop_front();
    if (queue.empty())
        bitmap_.store(bitmap_.load(std::memory_order_relaxed) & ~(1u << level),
                      std::memory_order_relaxed);
    return &t;
}

thread *run_queue::pop(int floor) {
    if (top() <= floor)
        return nullptr;
    lock_guard guard(lock_);
    return take(floor);
}

thread *run_queue::try_steal() {
    if (top() < 0 || !lock_.try_lock())
        return nullptr;
    thread *t = take(-1);
    lock_.unlock();
    return t;
}
