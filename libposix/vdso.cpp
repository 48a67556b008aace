// The vDSO's functions. They run as part of the application, on its stack, so they call nothing
// else of the library; what they do not know they ask for by a system call.
#include <cerrno>
#include <ctime>

#include <sys/time.h>

#include <clock.hpp>
#include <image.hpp>
#include <machine/call.hpp>
#include <sys/syscall.h>
#include <time_page.hpp>

#define VDSO __attribute__((section(".vdso.text"), used))

namespace {

using posix::ns_per_second;

[[gnu::always_inline]] inline posix::time_reading read() {
    return posix::read_time_page(
        reinterpret_cast<const volatile mach_mapped_time_t *>(posix_time_page));
}
[[gnu::always_inline]] inline uint64_t realtime() {
    const posix::time_reading now = read();
    return now.monotonic_ns + static_cast<uint64_t>(now.realtime_offset_ns);
}
[[gnu::always_inline]] inline void store(posix::time_value *to, uint64_t ns) {
    to->seconds = static_cast<int64_t>(ns / ns_per_second);
    to->nanoseconds = static_cast<int64_t>(ns % ns_per_second);
}

}  // namespace

extern "C" {

VDSO long posix_vdso_clock_gettime(long clock, posix::time_value *time) {
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE: store(time, realtime()); return 0;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME: store(time, read().monotonic_ns); return 0;
    default:
        return posix::machine::system_call(SYS_clock_gettime, clock, reinterpret_cast<long>(time));
    }
}

VDSO long posix_vdso_clock_getres(long clock, posix::time_value *time) {
    return posix::machine::system_call(SYS_clock_getres, clock, reinterpret_cast<long>(time));
}

VDSO long posix_vdso_gettimeofday(struct timeval *time, struct timezone *zone) {
    if (time != nullptr) {
        const uint64_t ns = realtime();
        time->tv_sec = static_cast<time_t>(ns / ns_per_second);
        time->tv_usec = static_cast<suseconds_t>(ns % ns_per_second / 1000);
    }
    if (zone != nullptr) zone->tz_minuteswest = zone->tz_dsttime = 0;
    return 0;
}

VDSO long posix_vdso_time(int64_t *time) {
    const auto seconds = static_cast<int64_t>(realtime() / ns_per_second);
    if (time != nullptr) *time = seconds;
    return seconds;
}

VDSO long posix_vdso_getcpu(uint32_t *cpu, uint32_t *node, void *) {
    return posix::machine::system_call(SYS_getcpu, reinterpret_cast<long>(cpu),
                                       reinterpret_cast<long>(node));
}
}
