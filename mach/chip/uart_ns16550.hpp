/// \file
/// National Semiconductor 16550 UART on I/O ports, polled output only (PC16550D data sheet, 8).
#pragma once

#include <cstdint>

class uart_ns16550 {
public:
    constexpr explicit uart_ns16550(uint16_t port) : port_(port) {}
    /// 115200 baud, 8N1, FIFO on, interrupts off.
    void init() const;
    /// Waits until there is room, but not forever: a port with nothing behind it must not stop the
    /// kernel.
    void write(char c) const;
    uint16_t port() const { return port_; }
    static constexpr uint16_t port_count = 8;

private:
    uint16_t port_;
};
