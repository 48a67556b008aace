#include <kern/log.hpp>

#include <atomic>

#include <kern/format.hpp>
#include <kern/spinlock.hpp>
#include <machine/uart.hpp>

namespace {

constexpr std::size_t ring_size = 16384, shown_size = 2048;

constinit spinlock log_lock{lock_rank::log};
constinit char ring[ring_size] GUARDED_BY(log_lock) = {};
constinit uint64_t written GUARDED_BY(log_lock) = 0;
constinit std::atomic<bool> echo{true};
constinit std::atomic<bool> panicking{false};

void echo_one(char c) {
    if (c == '\n') machine::uart_write('\r');
    machine::uart_write(c);
}

void put(const char *text, std::size_t size) REQUIRES(log_lock) {
    for (std::size_t i = 0; i < size; ++i) {
        ring[written++ % ring_size] = text[i];
        if (echo.load(std::memory_order_relaxed)) echo_one(text[i]);
    }
}

void put_locked(void *, const char *text, std::size_t size) REQUIRES(log_lock) { put(text, size); }

/// A panic must get its words out even if the holder of the lock is stopped.
template <class Body>
void with_log(Body body) NO_THREAD_SAFETY_ANALYSIS {
    const bool locked = !panicking.load(std::memory_order_relaxed);
    if (locked) log_lock.lock();
    body();
    if (locked) log_lock.unlock();
}

}  // namespace

void log_va(const char *format, va_list arguments) {
    with_log(
        [&]() NO_THREAD_SAFETY_ANALYSIS { format_text(put_locked, nullptr, format, arguments); });
}

void log(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log_va(format, arguments);
    va_end(arguments);
}

void log_write(const char *text, std::size_t size) {
    with_log([&]() NO_THREAD_SAFETY_ANALYSIS { put(text, size); });
}

void log_quiet(bool quiet) {
    if (!panicking.load(std::memory_order_relaxed)) echo.store(!quiet, std::memory_order_relaxed);
}

void log_show_end() {
    if (echo.load(std::memory_order_relaxed)) return;
    lock_guard guard(log_lock);
    for (uint64_t at = written > shown_size ? written - shown_size : 0; at < written; ++at)
        echo_one(ring[at % ring_size]);
}

void log_begin_panic() {
    panicking.store(true, std::memory_order_relaxed);
    echo.store(true, std::memory_order_relaxed);
}

std::size_t log_read(uint64_t &position, char *to, std::size_t size) {
    lock_guard guard(log_lock);
    const uint64_t oldest = written > ring_size ? written - ring_size : 0;
    if (position < oldest) position = oldest;
    std::size_t copied = 0;
    for (; copied < size && position < written; ++copied) to[copied] = ring[position++ % ring_size];
    return copied;
}
