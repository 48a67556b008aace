/// \file
#include <chip/uart_pl011.hpp>

namespace {
constexpr uint64_t UARTDR = 0x00, UARTFR = 0x18, UARTCR = 0x30, UARTIMSC = 0x38;
constexpr uint32_t FR_transmit_full = 1u << 5;
constexpr uint32_t CR_enable = 1u << 0, CR_transmit = 1u << 8, CR_receive = 1u << 9;
}  // namespace

void uart_pl011::init(mmio registers) {
    registers_ = registers;
    registers_.write32(UARTIMSC, 0);
    registers_.write32(UARTCR, registers_.read32(UARTCR) | CR_enable | CR_transmit | CR_receive);
    ready_ = true;
}

void uart_pl011::write(char c) const {
    if (!ready_) return;
    while (registers_.read32(UARTFR) & FR_transmit_full);
    registers_.write32(UARTDR, static_cast<unsigned char>(c));
}
