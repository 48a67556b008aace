#include <clock.hpp>

#include <cerrno>
#include <ctime>

#include <cpu_clock.hpp>
#include <image.hpp>
#include <time_page.hpp>

namespace posix {

namespace {
time_reading read() {
    return read_time_page(reinterpret_cast<const volatile mach_mapped_time_t *>(posix_time_page));
}
}  // namespace

uint64_t ticks_to_ns(uint64_t ticks) {
    const auto *page = reinterpret_cast<const volatile mach_mapped_time_t *>(posix_time_page);
    return static_cast<uint64_t>(static_cast<unsigned __int128>(ticks) * page->multiplier >>
                                 page->shift);
}

uint64_t monotonic_ns() { return read().monotonic_ns; }

int64_t realtime_ns() {
    const time_reading now = read();
    return static_cast<int64_t>(now.monotonic_ns) + now.realtime_offset_ns;
}

int64_t read_clock(int id) {
    switch (id) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI: return realtime_ns();
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM: return static_cast<int64_t>(monotonic_ns());
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID: return read_cpu_clock(id);
    default: return id < 0 ? read_cpu_clock(id) : -EINVAL;
    }
}

}  // namespace posix
