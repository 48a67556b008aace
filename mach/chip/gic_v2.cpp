/// \file
#include <chip/gic_v2.hpp>

namespace {
constexpr uint64_t GICD_CTLR = 0, GICD_IPRIORITYR = 0x400, GICD_ITARGETSR = 0x800,
                   GICD_SGIR = 0xf00;
constexpr uint64_t GICC_CTLR = 0, GICC_PMR = 4, GICC_BPR = 8;
constexpr uint32_t enable_groups =
    3;  // each interrupt stays in its group: the one that the acknowledge register gives us
constexpr uint32_t split_eoi = 1u << 9;  // EOImode: EOIR drops the priority only
}  // namespace

void gic_v2::init(mmio distributor, mmio cpu_interface) {
    cpu_ = cpu_interface;
    distributor.write32(GICD_CTLR, 0);
    distributor_.init(distributor);
    distributor.write32(GICD_CTLR, enable_groups);
}

void gic_v2::init_processor(unsigned cpu) {
    const mmio &registers = distributor_.registers();
    // ITARGETSR0 is banked and reads as the reading processor's own bit.
    targets_[cpu] = static_cast<uint8_t>(registers.read32(GICD_ITARGETSR));
    if (targets_[cpu] == 0)
        targets_[cpu] = 1;  // a uniprocessor implementation has no target registers
    for (unsigned line = 0; line < gic_distributor::first_shared; line += 4)
        registers.write32(GICD_IPRIORITYR + line, gic_distributor::private_priorities(line));
    cpu_.write32(GICC_PMR, 0xff);
    cpu_.write32(GICC_BPR, 0);
    cpu_.write32(GICC_CTLR, enable_groups | split_eoi);
}

void gic_v2::send(unsigned cpu, unsigned sgi) const {
    // What was written before must be visible to the processor that takes the interrupt.
    asm volatile("dsb ishst" ::: "memory");
    distributor_.registers().write32(GICD_SGIR, uint32_t{targets_[cpu]} << 16 | sgi);
}

void gic_v2::route(unsigned line) const {
    distributor_.registers().write8(GICD_ITARGETSR + line, targets_[0]);
}
