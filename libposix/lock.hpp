/// \file
/// The library's own mutual exclusion between the threads of a process. Sections are short and make
/// no call that waits for anybody else. After fork and exec, when only one thread is left, reset()
/// frees whatever the others held.
#pragma once

#include <atomic>
#include <cstdint>

namespace posix {

class lock {
public:
    void acquire() {
        uint32_t expected = 0;
        if (!word_.compare_exchange_strong(expected, 1, std::memory_order_acquire)) wait();
    }
    void release() {
        if (word_.exchange(0, std::memory_order_release) == 2) wake();
    }
    void reset() { word_.store(0, std::memory_order_relaxed); }

private:
    void wait();
    void wake();
    std::atomic<uint32_t> word_{0};  ///< 0 free, 1 held, 2 held and somebody may wait
};

class locked {
public:
    explicit locked(lock &l) : lock_(l) { lock_.acquire(); }
    ~locked() { lock_.release(); }
    locked(const locked &) = delete;
    locked &operator=(const locked &) = delete;

private:
    lock &lock_;
};

}  // namespace posix
