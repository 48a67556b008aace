#include <chip/mmio.hpp>
#include <chip/reference_clock.hpp>
#include <machine/port.hpp>

namespace {

constexpr uint64_t HPET_PERIOD = 4, HPET_CONFIGURATION = 0x10, HPET_COUNTER = 0xf0;
constexpr uint32_t hpet_enable = 1;
constexpr uint32_t longest_hpet_period = 100'000'000;  // fs, by the specification

constexpr uint16_t PIT_CHANNEL_0 = 0x40, PIT_COMMAND = 0x43;
constexpr uint8_t channel_0_rate_generator = 0x34, channel_0_latch = 0x00;
constexpr uint64_t pit_period_fs = 838'095'110;  // 1 / 1193182 Hz

}  // namespace

reference_clock reference_clock::start(void *hpet) {
    if (hpet) {
        const mmio registers(hpet);
        const uint32_t period = registers.read32(HPET_PERIOD);
        if (period != 0 && period <= longest_hpet_period) {
            registers.write32(HPET_CONFIGURATION,
                              registers.read32(HPET_CONFIGURATION) | hpet_enable);
            return {hpet, 0xffffffff, period};
        }
    }
    // The whole range of 16 bits, counted downwards again and again; its interrupt is masked.
    machine::out8(PIT_COMMAND, channel_0_rate_generator);
    machine::out8(PIT_CHANNEL_0, 0);
    machine::out8(PIT_CHANNEL_0, 0);
    return {nullptr, 0xffff, pit_period_fs};
}

uint64_t reference_clock::read() const {
    if (hpet_) return mmio(hpet_).read32(HPET_COUNTER);
    machine::out8(PIT_COMMAND, channel_0_latch);
    const unsigned low = machine::in8(PIT_CHANNEL_0);
    const unsigned high = machine::in8(PIT_CHANNEL_0);
    return -(uint64_t{high} << 8 | low) & mask_;
}
