/// \file
/// Counts of what happened, for vm_statistics. Two processors that count at once may lose one:
/// these are for people.
#pragma once

#include <atomic>
#include <cstdint>

class vm_event {
public:
    void happened(uint32_t times = 1) { count_.store(count() + times, std::memory_order_relaxed); }
    uint32_t count() const { return count_.load(std::memory_order_relaxed); }

private:
    std::atomic<uint32_t> count_{0};
};

struct vm_event_counts {
    vm_event zero_fills, reactivations, pageins, pageouts, faults, cow_faults;
    vm_event swap_ins, swap_outs;  ///< pages; pageins and pageouts do not count them
};
inline constinit vm_event_counts vm_events;
