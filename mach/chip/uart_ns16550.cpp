#include <chip/uart_ns16550.hpp>
#include <machine/port.hpp>

namespace {
enum register_offset : uint16_t {
    DATA = 0,
    INTERRUPT_ENABLE = 1,
    FIFO_CONTROL = 2,
    LINE_CONTROL = 3,
    MODEM_CONTROL = 4,
    LINE_STATUS = 5
};
constexpr uint8_t divisor_access = 0x80, eight_bits = 0x03;
constexpr uint8_t fifo_enable_and_clear = 0x07;
constexpr uint8_t dtr_rts_out2 = 0x0b;  // OUT2 gates the interrupt on PCs
constexpr uint8_t transmitter_empty = 0x20;
constexpr unsigned patience = 100'000;
}  // namespace

void uart_ns16550::init() const {
    machine::out8(port_ + INTERRUPT_ENABLE, 0);
    machine::out8(port_ + LINE_CONTROL, divisor_access | eight_bits);
    machine::out8(port_ + DATA, 1);
    machine::out8(port_ + INTERRUPT_ENABLE, 0);
    machine::out8(port_ + LINE_CONTROL, eight_bits);
    machine::out8(port_ + FIFO_CONTROL, fifo_enable_and_clear);
    machine::out8(port_ + MODEM_CONTROL, dtr_rts_out2);
}

void uart_ns16550::write(char c) const {
    for (unsigned i = 0; i < patience; ++i)
        if (machine::in8(port_ + LINE_STATUS) & transmitter_empty) break;
    machine::out8(port_ + DATA, static_cast<uint8_t>(c));
}
