/// \file
/// Early and panic console: a 16550 at the first PC serial port, polled.
#pragma once

#include <cstdint>

namespace machine {

/// Newlines are sent as they are. Nothing happens where there is no such port.
void uart_write(char c);

/// For the console driver: where the device is and how it interrupts.
struct uart_description {
    uint64_t address;  ///< physical address or port
    uint64_t size;
    unsigned interrupt;  ///< line
    bool is_port;        ///< false: memory-mapped
};
uart_description uart_device();

}  // namespace machine
