#include "uart_ns16550.hpp"

#include <mach/device.h>

namespace {

// Offsets from the base port (National Semiconductor PC16550D, register summary).
constexpr uint16_t data = 0, interrupt_enable = 1, fifo_control = 2, modem_control = 4,
                   line_status = 5;
constexpr uint32_t interrupt_on_receive = 1, fifo_on_and_clear = 7,
                   modem_ready_with_interrupts = 0x0b, status_data_ready = 1;

}  // namespace

uart_ns16550::uart_ns16550(mach_port_t device_master, uint16_t base)
    : device_master_(device_master), base_(base) {
    write(fifo_control, fifo_on_and_clear);
    write(modem_control, modem_ready_with_interrupts);
    write(interrupt_enable, interrupt_on_receive);
}

uint32_t uart_ns16550::read(uint16_t offset) {
    uint32_t value = 0;
    (void)device_io_port_read(device_master_, static_cast<uint16_t>(base_ + offset), 1, &value);
    return value;
}

void uart_ns16550::write(uint16_t offset, uint32_t value) {
    (void)device_io_port_write(device_master_, static_cast<uint16_t>(base_ + offset), 1, value);
}

std::size_t uart_ns16550::receive(std::span<uint8_t> to) {
    std::size_t count = 0;
    while (count < to.size() && (read(line_status) & status_data_ready))
        to[count++] = static_cast<uint8_t>(read(data));
    return count;
}

void uart_ns16550::transmit(std::span<const uint8_t> from) {
    // The kernel waits for the transmitter before each byte of a string.
    (void)device_io_port_write_string(device_master_, static_cast<uint16_t>(base_ + data),
                                      from.data(), static_cast<unsigned>(from.size()));
}
