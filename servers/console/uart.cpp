#include "uart.hpp"

#include <mach/device.h>

#include "uart_ns16550.hpp"
#include "uart_pl011.hpp"

std::unique_ptr<uart> uart::open(mach_port_t device_master, unsigned &line) {
    device_console_t found{};
    if (device_console(device_master, &found) != KERN_SUCCESS) return nullptr;
    line = found.interrupt_line;
    switch (found.kind) {
    case DEVICE_CONSOLE_NS16550:
        return std::make_unique<uart_ns16550>(device_master, static_cast<uint16_t>(found.io_port));
    case DEVICE_CONSOLE_PL011: {
        memory_object_t object = MACH_PORT_NULL;
        mach_vm_address_t address = 0;
        if (device_map(device_master, found.physical_address, MACH_PAGE_SIZE, &object) !=
            KERN_SUCCESS)
            return nullptr;
        if (mach_vm_map(mach_task_self(), &address, MACH_PAGE_SIZE, 0, VM_FLAGS_ANYWHERE, object, 0,
                        0, VM_PROT_READ | VM_PROT_WRITE, VM_PROT_READ | VM_PROT_WRITE,
                        VM_INHERIT_NONE) != KERN_SUCCESS)
            return nullptr;
        return std::make_unique<uart_pl011>(reinterpret_cast<volatile uint32_t *>(address));
    }
    default: return nullptr;
    }
}
