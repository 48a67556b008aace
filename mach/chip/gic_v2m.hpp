/// \file
/// GICv2m: a register that turns a device's message into an edge of a shared interrupt. Arm Server
/// Base System Architecture 3.1, appendix E.
#pragma once

#include <chip/gic_distributor.hpp>

class gic_v2m {
public:
    static constexpr uint64_t doorbell = 0x40;  ///< takes the line's number
    static constexpr uint64_t size = 0x1000;

    /// Makes the frame's lines edge-triggered. Run once, after the distributor's. A frame whose
    /// lines the distributor lacks has none.
    void init(mmio frame, const gic_distributor &distributor);
    /// The next line that nobody has; 0 when there is none.
    unsigned take() { return next_ < end_ ? next_++ : 0; }
    /// A line of the frame that nobody has taken.
    bool is_free(unsigned line) const { return next_ <= line && line < end_; }

private:
    unsigned next_ = 0, end_ = 0;
};
