/// \file
/// The serial port under the console: one of the chips that uart_*.cpp drive, found by asking the
/// kernel.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include <mach/mach.h>

class uart {
public:
    virtual ~uart() = default;
    /// Takes received bytes out of the device. \return how many were put into `to`.
    virtual std::size_t receive(std::span<uint8_t> to) = 0;
    /// Hands bytes to the device, waiting for its FIFO where it must.
    virtual void transmit(std::span<const uint8_t> from) = 0;

    /// Maps the device that the kernel's early console uses and switches its receive interrupt on.
    /// \param line receives the interrupt line.
    static std::unique_ptr<uart> open(mach_port_t device_master, unsigned &line);
};
