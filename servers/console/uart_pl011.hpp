/// \file
/// ARM PL011 serial port in mapped memory.
#pragma once

#include "uart.hpp"

class uart_pl011 final : public uart {
public:
    /// \param registers the mapped register page.
    explicit uart_pl011(volatile uint32_t *registers);
    std::size_t receive(std::span<uint8_t> to) override;
    void transmit(std::span<const uint8_t> from) override;

private:
    volatile uint32_t *registers_;
};
