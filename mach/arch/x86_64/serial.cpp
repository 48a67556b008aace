#include "serial.hpp"

#include <chip/uart_ns16550.hpp>
#include <machine/interrupt.hpp>
#include <machine/uart.hpp>

namespace machine {
namespace {
constexpr uint16_t com1 = 0x3f8;
constexpr unsigned com1_irq = 4;
constexpr uart_ns16550 console(com1);
}  // namespace

void init_serial() { console.init(); }
void uart_write(char c) { console.write(c); }
uart_description uart_device() {
    return {com1, uart_ns16550::port_count, isa_line(com1_irq), true};
}

}  // namespace machine
