/// \file
/// NS16550A serial port behind x86 I/O ports.
#pragma once

#include "uart.hpp"

class uart_ns16550 final : public uart {
public:
    uart_ns16550(mach_port_t device_master, uint16_t base);
    std::size_t receive(std::span<uint8_t> to) override;
    void transmit(std::span<const uint8_t> from) override;

private:
    uint32_t read(uint16_t offset);
    void write(uint16_t offset, uint32_t value);

    mach_port_t device_master_;
    uint16_t base_;
};
