#include <chip/ioapic.hpp>

namespace {
constexpr uint64_t SELECT = 0, WINDOW = 0x10;
constexpr uint32_t VERSION = 1, REDIRECTION = 0x10;
constexpr uint32_t active_low = 1u << 13, level_triggered = 1u << 15, masked = 1u << 16;
}  // namespace

uint32_t io_apic::read(uint32_t index) const {
    registers_.write32(SELECT, index);
    return registers_.read32(WINDOW);
}
void io_apic::write(uint32_t index, uint32_t value) const {
    registers_.write32(SELECT, index);
    registers_.write32(WINDOW, value);
}
uint32_t io_apic::entry(unsigned line) const { return REDIRECTION + 2 * (line - first_line_); }

void io_apic::init(void *registers, unsigned first_line) {
    registers_ = mmio(registers);
    first_line_ = first_line;
    input_count_ = (read(VERSION) >> 16 & 0xff) + 1;
    for (unsigned line = first_line_; has(line); ++line) write(entry(line), masked);
}

void io_apic::route(unsigned line, uint8_t vector, uint32_t target, mode how) {
    write(entry(line), masked);
    write(entry(line) + 1, target << 24);
    write(entry(line),
          masked | vector | (how.level ? level_triggered : 0) | (how.active_low ? active_low : 0));
}
void io_apic::mask(unsigned line) { write(entry(line), read(entry(line)) | masked); }
void io_apic::unmask(unsigned line) { write(entry(line), read(entry(line)) & ~masked); }
