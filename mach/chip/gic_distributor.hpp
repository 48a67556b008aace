/// \file
/// The part that GICv2 and GICv3 share: distributor registers per interrupt. Arm GIC Architecture
/// Specification (IHI 0069) 12.9, GICv2 (IHI 0048) 4.3. Interrupts all have one priority,
/// but the first SGI, by which a processor tells itself to go on with the kernel's own work: it
/// lets the others in first.
#pragma once

#include <cstdint>

#include <chip/mmio.hpp>

class gic_distributor {
public:
    static constexpr unsigned first_shared = 32;  ///< below: per processor (SGI, PPI)
    static constexpr uint8_t priority = 0xa0, first_sgi_priority = 0xc0;
    /// The priority register of four private lines from `line` on.
    static constexpr uint32_t private_priorities(unsigned line) {
        return line == 0 ? priority * 0x01010100u | first_sgi_priority : priority * 0x01010101u;
    }

    /// Reads how many lines there are, then masks and resets all shared ones. Run once.
    void init(mmio registers);
    unsigned lines() const { return lines_; }

    void unmask(unsigned line) const { registers_.write32(0x100 + line / 32 * 4, 1u << line % 32); }
    void mask(unsigned line) const { registers_.write32(0x180 + line / 32 * 4, 1u << line % 32); }
    /// Ends the active state, from any processor.
    void deactivate(unsigned line) const {
        registers_.write32(0x380 + line / 32 * 4, 1u << line % 32);
    }
    /// A pulse of the line is remembered. Run where nothing else configures lines.
    void set_edge_triggered(unsigned line) const;
    const mmio &registers() const { return registers_; }

private:
    mmio registers_;
    unsigned lines_ = 0;
};
