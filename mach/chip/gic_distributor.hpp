/// \file
/// The part that GICv2 and GICv3 share: distributor registers per interrupt. Arm GIC Architecture
/// Specification (IHI 0069) 12.9, GICv2 (IHI 0048) 4.3. Interrupts all have one priority.
#pragma once

#include <cstdint>

#include <chip/mmio.hpp>

class gic_distributor {
public:
    static constexpr unsigned first_shared = 32;  ///< below: per processor (SGI, PPI)
    static constexpr uint8_t priority = 0xa0;

    /// Reads how many lines there are, then masks and resets all shared ones. Run once.
    void init(mmio registers);
    unsigned lines() const { return lines_; }

    void unmask(unsigned line) const { registers_.write32(0x100 + line / 32 * 4, 1u << line % 32); }
    void mask(unsigned line) const { registers_.write32(0x180 + line / 32 * 4, 1u << line % 32); }
    /// Ends the active state, from any processor.
    void deactivate(unsigned line) const {
        registers_.write32(0x380 + line / 32 * 4, 1u << line % 32);
    }
    const mmio &registers() const { return registers_; }

private:
    mmio registers_;
    unsigned lines_ = 0;
};
