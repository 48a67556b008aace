/// \file
/// GICv2: distributor and memory-mapped processor interface. Arm GIC Architecture Specification
/// version 2 (IHI 0048).
#pragma once

#include <chip/gic_distributor.hpp>

class gic_v2 {
public:
    /// Run once, on the boot processor; init_processor on each, the boot processor too.
    void init(mmio distributor, mmio cpu_interface);
    void init_processor(unsigned cpu);

    /// The highest pending interrupt's acknowledge word, whose low ten bits are the INTID; 1020 and
    /// up: none.
    uint32_t acknowledge() const { return cpu_.read32(0x0c); }
    /// Lets others interrupt again; the line stays active until `deactivate`.
    void drop_priority(uint32_t acknowledged) const { cpu_.write32(0x10, acknowledged); }
    /// For SGIs and PPIs, on the processor that acknowledged them.
    void deactivate(uint32_t acknowledged) const { cpu_.write32(0x1000, acknowledged); }

    /// Sends software-generated interrupt `sgi` to processor number `cpu`.
    void send(unsigned cpu, unsigned sgi) const;
    void send_to_others(unsigned sgi) const {
        distributor_.registers().write32(0xf00, 1u << 24 | sgi);
    }

    /// Routes a shared interrupt to processor 0.
    void route(unsigned line) const;
    /// On the processor itself: the registers are banked.
    void unmask_private(unsigned line) const { distributor_.unmask(line); }
    const gic_distributor &distributor() const { return distributor_; }

private:
    gic_distributor distributor_;
    mmio cpu_;
    uint8_t targets_[8] = {};  ///< this interface's bit in target masks, by processor number
};
