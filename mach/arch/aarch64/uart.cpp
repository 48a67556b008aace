/// \file
#include <machine/uart.hpp>

#include "boot_map.hpp"
#include "devices.hpp"

#include <chip/uart_pl011.hpp>

namespace machine {

namespace {
constinit uart_pl011 console;
constinit uart_description description{};
}  // namespace

void uart_init(const fdt_platform::range &registers, unsigned interrupt) {
    description = {registers.address, registers.size, interrupt, false};
    console.init(mmio(map_device(registers.address, registers.size)));
}

void uart_write(char c) { console.write(c); }

uart_description uart_device() { return description; }

}  // namespace machine
