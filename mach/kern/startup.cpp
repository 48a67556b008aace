#include <kern/boot_info.hpp>
#include <kern/log.hpp>
#include <machine/cpu.hpp>

constinit boot_info boot{};

void kernel_start() {
    log("Portolan: %u processors\n", boot.cpu_count);
    machine::halt_all();
}
void processor_start(unsigned number) {
    log("processor %u\n", number);
    for (;;)
        machine::wait_for_interrupt();
}
