/// \file
#include <chip/gic_distributor.hpp>

namespace {
constexpr uint64_t GICD_TYPER = 0x04, GICD_ICENABLER = 0x180, GICD_ICACTIVER = 0x380;
constexpr uint64_t GICD_IPRIORITYR = 0x400, GICD_ICFGR = 0xc00;
constexpr unsigned most_lines = 1020;
}  // namespace

void gic_distributor::init(mmio registers) {
    registers_ = registers;
    const unsigned groups = (registers_.read32(GICD_TYPER) & 31) + 1;
    lines_ = groups * 32 < most_lines ? groups * 32 : most_lines;
    for (unsigned group = 1; group < groups; group++) {
        registers_.write32(GICD_ICENABLER + group * 4, ~0u);
        registers_.write32(GICD_ICACTIVER + group * 4, ~0u);
    }
    for (unsigned line = first_shared; line < lines_; line += 4)
        registers_.write32(GICD_IPRIORITYR + line, priority * 0x01010101u);
}

void gic_distributor::set_edge_triggered(unsigned line) const {
    const uint64_t at = GICD_ICFGR + line / 16 * 4;
    registers_.write32(at, registers_.read32(at) | 2u << line % 16 * 2);
}
