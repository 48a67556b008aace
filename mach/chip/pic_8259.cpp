#include <chip/pic_8259.hpp>
#include <machine/port.hpp>

namespace {
constexpr uint16_t master = 0x20, slave = 0xa0;
constexpr uint8_t begin_initialisation = 0x11, mode_8086 = 1, slave_input = 2;
}  // namespace

void pic_8259_disable(uint8_t first_vector) {
    machine::out8(master, begin_initialisation);
    machine::out8(slave, begin_initialisation);
    machine::out8(master + 1, first_vector);
    machine::out8(slave + 1, first_vector + 8);
    machine::out8(master + 1, 1u << slave_input);
    machine::out8(slave + 1, slave_input);
    machine::out8(master + 1, mode_8086);
    machine::out8(slave + 1, mode_8086);
    machine::out8(master + 1, 0xff);
    machine::out8(slave + 1, 0xff);
}
