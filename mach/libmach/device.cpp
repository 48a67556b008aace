#include <mach/interface/device_master.hpp>

#include "call.hpp"

namespace interface = mach::interface;
using libmach::exchange;

kern_return_t device_map(mach_port_t device_master, uint64_t physical_address, uint64_t size,
                         memory_object_t *object) {
    exchange<interface::device_map> x;
    x.request() = {.physical_address = physical_address, .size = size};
    return libmach::take_port(x, device_master, object);
}

kern_return_t device_dma_allocate(mach_port_t device_master, uint64_t size, uint64_t limit,
                                  memory_object_t *object, uint64_t *physical_address) {
    exchange<interface::device_dma_allocate> x;
    x.request() = {.size = size, .limit = limit};
    const kern_return_t kr = x.call(device_master);
    if (kr != KERN_SUCCESS) return kr;
    *object = x.reply().object.name;
    *physical_address = x.reply().physical_address;
    return kr;
}

kern_return_t device_io_port_read(mach_port_t device_master, uint16_t port, unsigned width,
                                  uint32_t *value) {
    exchange<interface::device_io_port_read> x;
    x.request() = {.port = port, .width = static_cast<uint16_t>(width), .value = 0};
    const kern_return_t kr = x.call(device_master);
    if (kr == KERN_SUCCESS) *value = x.reply().value;
    return kr;
}

kern_return_t device_io_port_write(mach_port_t device_master, uint16_t port, unsigned width,
                                   uint32_t value) {
    exchange<interface::device_io_port_write> x;
    x.request() = {.port = port, .width = static_cast<uint16_t>(width), .value = value};
    return x.call(device_master);
}

kern_return_t device_io_port_write_string(mach_port_t device_master, uint16_t port,
                                          const uint8_t *bytes, unsigned size) {
    exchange<interface::device_io_port_write_string> x;
    x.request().port = port;
    x.request().width = 1;
    if (!libmach::put_words(x.request().variable, bytes, size)) return KERN_INVALID_ARGUMENT;
    return x.call(device_master);
}

kern_return_t device_interrupt_register(mach_port_t device_master, unsigned line, mach_port_t port,
                                        mach_msg_type_name_t disposition) {
    exchange<interface::device_interrupt_register> x;
    x.request() = {.port = mach::rpc::port_descriptor(port, static_cast<uint8_t>(disposition)),
                   .line = line};
    return x.call(device_master);
}

kern_return_t device_interrupt_acknowledge(mach_port_t device_master, unsigned line) {
    exchange<interface::device_interrupt_acknowledge> x;
    x.request().line = line;
    return x.call(device_master);
}

kern_return_t device_interrupt_unregister(mach_port_t device_master, unsigned line) {
    exchange<interface::device_interrupt_unregister> x;
    x.request().line = line;
    return x.call(device_master);
}

kern_return_t device_msi_allocate(mach_port_t device_master, unsigned *line, uint64_t *address,
                                  uint32_t *data) {
    exchange<interface::device_msi_allocate> x;
    const kern_return_t kr = x.call(device_master);
    if (kr != KERN_SUCCESS) return kr;
    *line = x.reply().line;
    *address = x.reply().address;
    *data = x.reply().data;
    return kr;
}

kern_return_t device_console(mach_port_t device_master, device_console_t *console) {
    exchange<interface::device_console> x;
    const kern_return_t kr = x.call(device_master);
    if (kr == KERN_SUCCESS) *console = x.reply().console;
    return kr;
}

kern_return_t device_firmware(mach_port_t device_master, uint64_t *acpi_rsdp,
                              uint64_t *device_tree) {
    exchange<interface::device_firmware> x;
    const kern_return_t kr = x.call(device_master);
    if (kr != KERN_SUCCESS) return kr;
    *acpi_rsdp = x.reply().acpi_rsdp;
    *device_tree = x.reply().device_tree;
    return kr;
}

kern_return_t device_dma_right(mach_port_t device_master, mach_port_t *dma) {
    exchange<interface::device_dma_right> x;
    return libmach::take_port(x, device_master, dma);
}
