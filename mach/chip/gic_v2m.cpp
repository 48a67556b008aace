#include <chip/gic_v2m.hpp>

void gic_v2m::init(mmio frame, const gic_distributor &distributor) {
    constexpr uint64_t MSI_TYPER = 8;
    const uint32_t type = frame.read32(MSI_TYPER);
    const unsigned first = type >> 16 & 0x3ff, end = first + (type & 0x3ff);
    if (first < gic_distributor::first_shared || end > distributor.lines()) return;
    for (unsigned line = first; line < end; line++) distributor.set_edge_triggered(line);
    next_ = first;
    end_ = end;
}
