#include <machine/io_port.hpp>

#include <machine/port.hpp>

namespace machine {

result<uint32_t> io_port_read(uint16_t port, unsigned width) {
    switch (width) {
    case 1: return in8(port);
    case 2: return in16(port);
    case 4: return in32(port);
    default: return error(KERN_INVALID_ARGUMENT);
    }
}

result<> io_port_write(uint16_t port, unsigned width, uint32_t value) {
    switch (width) {
    case 1: out8(port, static_cast<uint8_t>(value)); return {};
    case 2: out16(port, static_cast<uint16_t>(value)); return {};
    case 4: out32(port, value); return {};
    default: return error(KERN_INVALID_ARGUMENT);
    }
}

}  // namespace machine
