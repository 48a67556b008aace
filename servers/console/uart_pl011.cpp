#include "uart_pl011.hpp"

namespace {

// Word indices of the registers (ARM DDI 0183, PrimeCell UART PL011, chapter 3).
constexpr unsigned data = 0x00 / 4, flags = 0x18 / 4, line_control = 0x2c / 4, control = 0x30 / 4,
                   interrupt_mask = 0x38 / 4, interrupt_clear = 0x44 / 4;
constexpr uint32_t flag_receive_empty = 1 << 4, flag_transmit_full = 1 << 5;
constexpr uint32_t line_8_bits_with_fifo = 3 << 5 | 1 << 4;
constexpr uint32_t control_enable = 1 << 0 | 1 << 8 | 1 << 9;
constexpr uint32_t interrupt_receive = 1 << 4, interrupt_receive_timeout = 1 << 6,
                   interrupt_all = 0x7ff;

}  // namespace

uart_pl011::uart_pl011(volatile uint32_t *registers) : registers_(registers) {
    registers_[control] = 0;
    registers_[line_control] = line_8_bits_with_fifo;
    registers_[control] = control_enable;
    registers_[interrupt_clear] = interrupt_all;
    registers_[interrupt_mask] = interrupt_receive | interrupt_receive_timeout;
}

std::size_t uart_pl011::receive(std::span<uint8_t> to) {
    // Cleared before the look at the FIFO: a byte that comes after the look asserts it again.
    registers_[interrupt_clear] = interrupt_receive | interrupt_receive_timeout;
    std::size_t count = 0;
    while (count < to.size() && (registers_[flags] & flag_receive_empty) == 0)
        to[count++] = static_cast<uint8_t>(registers_[data]);
    return count;
}

void uart_pl011::transmit(std::span<const uint8_t> from) {
    for (uint8_t byte : from) {
        while (registers_[flags] & flag_transmit_full) {
        }
        registers_[data] = byte;
    }
}
