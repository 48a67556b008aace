/// \file
/// Early and panic console: a PL011, polled.
#pragma once

#include <cstdint>

namespace machine {

/// \pre kernel mappings are up. Newlines are sent as they are.
void uart_write(char c);

/// For the console driver: where the device is and how it interrupts.
struct uart_description {
    uint64_t address;  ///< physical
    uint64_t size;
    unsigned interrupt;  ///< line, 0 if unknown
    bool is_port;        ///< false: memory-mapped
};
uart_description uart_device();

}  // namespace machine
