/// \file
/// PL011 serial port, transmit only and polled. Arm PrimeCell UART (DDI 0183) 3.3.
#pragma once

#include <chip/mmio.hpp>

class uart_pl011 {
public:
    /// Firmware has set line speed and format; this enables the transmitter and masks all
    /// interrupts.
    void init(mmio registers);
    /// Waits for room in the transmit FIFO. Nothing happens before init.
    void write(char c) const;

private:
    mmio registers_;
    bool ready_ = false;
};
