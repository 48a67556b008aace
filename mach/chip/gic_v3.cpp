/// \file
#include <chip/gic_v3.hpp>

namespace {

constexpr uint64_t GICD_CTLR = 0, GICD_IGROUPR = 0x80, GICD_IROUTER = 0x6000;
constexpr uint32_t CTLR_write_pending = 1u << 31, CTLR_affinity_routing = 1u << 4, CTLR_groups = 3;

constexpr uint64_t GICR_TYPER = 0x08, GICR_WAKER = 0x14, GICR_frame = 0x20000;
constexpr uint64_t GICR_IGROUPR0 = 0x10080, GICR_ISENABLER0 = 0x10100, GICR_ICENABLER0 = 0x10180,
                   GICR_IPRIORITYR = 0x10400;
constexpr uint64_t TYPER_last = 1u << 4, TYPER_virtual_lpis = 1u << 1;
constexpr uint32_t WAKER_sleep = 1u << 1, WAKER_asleep = 1u << 2;

constexpr uint64_t SGI_all_others = 1ull << 40;

void wait_written(const mmio &distributor) {
    while (distributor.read32(GICD_CTLR) & CTLR_write_pending);
}

uint64_t sgi_target(uint64_t affinity) {
    const uint64_t aff0 = affinity & 0xff, aff1 = affinity >> 8 & 0xff,
                   aff2 = affinity >> 16 & 0xff, aff3 = affinity >> 32 & 0xff;
    return aff3 << 48 | (aff0 >> 4) << 44 | aff2 << 32 | aff1 << 16 | 1ull << (aff0 & 15);
}

void write_sgi(uint64_t value) {
    // What was written before must be visible to the processor that takes the interrupt.
    asm volatile("dsb ishst; msr s3_0_c12_c11_5, %0; isb" ::"r"(value)
                 : "memory");  // ICC_SGI1R_EL1
}

}  // namespace

void gic_v3::init(mmio distributor, std::span<const region> redistributors,
                  uint64_t boot_affinity) {
    for (const region &r : redistributors)
        if (region_count_ < 4) regions_[region_count_++] = r;
    affinity_[0] = boot_affinity;
    distributor.write32(GICD_CTLR, 0);
    wait_written(distributor);
    distributor.write32(GICD_CTLR, CTLR_affinity_routing);
    wait_written(distributor);
    distributor_.init(distributor);
    for (unsigned line = gic_distributor::first_shared; line < distributor_.lines(); line += 32)
        distributor.write32(GICD_IGROUPR + line / 8,
                            ~0u);  // group 1: interrupts that arrive as IRQ
    wait_written(distributor);
    distributor.write32(GICD_CTLR, CTLR_affinity_routing | CTLR_groups);
    wait_written(distributor);
}

bool gic_v3::find_redistributor(unsigned cpu, uint64_t affinity) {
    const uint64_t wanted = (affinity >> 32 & 0xff) << 24 | (affinity & 0xffffff);
    for (unsigned i = 0; i < region_count_; i++) {
        for (uint64_t at = 0; at + GICR_frame <= regions_[i].size;) {
            const mmio frame = regions_[i].registers.block(at);
            const uint64_t type = frame.read64(GICR_TYPER);
            if (type >> 32 == wanted) {
                redistributors_[cpu] = frame;
                return true;
            }
            if (type & TYPER_last) break;
            at += type & TYPER_virtual_lpis ? 2 * GICR_frame : GICR_frame;
        }
    }
    return false;
}

bool gic_v3::init_processor(unsigned cpu, uint64_t affinity) {
    if (cpu >= most_cpus || !find_redistributor(cpu, affinity)) return false;
    affinity_[cpu] = affinity;
    const mmio &frame = redistributors_[cpu];
    frame.write32(GICR_WAKER, frame.read32(GICR_WAKER) & ~WAKER_sleep);
    while (frame.read32(GICR_WAKER) & WAKER_asleep);
    frame.write32(GICR_ICENABLER0, ~0u);
    frame.write32(GICR_IGROUPR0, ~0u);
    for (unsigned line = 0; line < gic_distributor::first_shared; line += 4)
        frame.write32(GICR_IPRIORITYR + line, gic_distributor::private_priorities(line));

    uint64_t sre;
    asm volatile("mrs %0, s3_0_c12_c12_5" : "=r"(sre));  // ICC_SRE_EL1
    asm volatile("msr s3_0_c12_c12_5, %0; isb" ::"r"(sre | 1));
    asm volatile("msr s3_0_c4_c6_0, %0" ::"r"(uint64_t{0xff}));      // ICC_PMR_EL1
    asm volatile("msr s3_0_c12_c12_3, xzr");                         // ICC_BPR1_EL1
    asm volatile("msr s3_0_c12_c12_4, %0" ::"r"(uint64_t{2}));       // ICC_CTLR_EL1: EOImode
    asm volatile("msr s3_0_c12_c12_7, %0; isb" ::"r"(uint64_t{1}));  // ICC_IGRPEN1_EL1
    return true;
}

void gic_v3::send(unsigned cpu, unsigned sgi) const {
    write_sgi(sgi_target(affinity_[cpu]) | uint64_t{sgi} << 24);
}

void gic_v3::send_to_others(unsigned sgi) const { write_sgi(SGI_all_others | uint64_t{sgi} << 24); }

void gic_v3::route(unsigned line) const {
    distributor_.registers().write64(GICD_IROUTER + uint64_t{line} * 8, affinity_[0]);
}

void gic_v3::unmask_private(unsigned cpu, unsigned line) const {
    redistributors_[cpu].write32(GICR_ISENABLER0, 1u << line);
}
