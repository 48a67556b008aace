/// \file
/// Reading the time page; also compiled into the vDSO, so it stands by itself.
#pragma once

#include <cstdint>

#include <mach/mapped_time.h>
#include <machine/counter.hpp>

namespace posix {

struct time_reading {
    uint64_t monotonic_ns;
    int64_t realtime_offset_ns;
};

/// One consistent reading. `page` is written by the kernel at any time, with an odd sequence while
/// it does so.
inline time_reading read_time_page(const volatile mach_mapped_time_t *page) {
    for (;;) {
        const uint32_t sequence = page->sequence;
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        const uint64_t elapsed = machine::read_counter() - page->base_counter;
        const uint64_t ns =
            page->base_ns +
            static_cast<uint64_t>((static_cast<unsigned __int128>(elapsed) * page->multiplier) >>
                                  page->shift);
        const int64_t offset = page->realtime_offset_ns;
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if ((sequence & 1) == 0 && page->sequence == sequence) return {ns, offset};
    }
}

}  // namespace posix
