/// \file
/// GICv2m: a register that turns a device's message into an edge of a shared interrupt. Arm Server
/// Base System Architecture 3.1, appendix E.
#pragma once

#include <atomic>

#include <chip/gic_distributor.hpp>

class gic_v2m {
public:
    static constexpr uint64_t doorbell = 0x40;  ///< takes the line's number
    static constexpr uint64_t size = 0x1000;

    /// Makes the frame's lines edge-triggered. Run once, after the distributor's. A frame whose
    /// lines the distributor lacks has none.
    void init(mmio frame, const gic_distributor &distributor);
    /// The next line that nobody has; 0 when there is none.
    unsigned take() {
        const unsigned line = next_.fetch_add(1, std::memory_order_relaxed);
        if (line < end_) return line;
        next_.store(end_, std::memory_order_relaxed);  // or it would come round one day
        return 0;
    }
    /// A line of the frame that nobody has taken.
    bool is_free(unsigned line) const {
        return next_.load(std::memory_order_relaxed) <= line && line < end_;
    }

private:
    std::atomic<unsigned> next_{0};
    unsigned end_ = 0;
};
