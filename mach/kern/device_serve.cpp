// Kernel routines of the device master port, <mach/interface/device_master.hpp>: what drivers in
// user space need.

#include <bit>

#include <kern/boot_info.hpp>
#include <kern/device_interrupt.hpp>
#include <kern/dma_domain.hpp>
#include <kern/long_work.hpp>
#include <kern/log.hpp>
#include <kern/routine.hpp>
#include <mach/interface/device_master.hpp>
#include <machine/interrupt.hpp>
#include <machine/io_port.hpp>
#include <machine/uart.hpp>
#include <vm/vm_object.hpp>
#include <vm/vm_page.hpp>

namespace mi = mach::interface;

namespace {

bool overlaps(const physical_range &range, uint64_t begin, uint64_t end) {
    return range.begin < end && begin < range.end;
}

bool is_ram(uint64_t begin, uint64_t end) {
    for (std::size_t i = 0; i < boot.memory_count; ++i)
        if (overlaps(boot.memory[i], begin, end)) return true;
    return false;
}

/// Inside what the boot code reserved for the firmware's tables: readable, though it is RAM.
bool is_firmware_table(uint64_t begin, uint64_t end) {
    for (std::size_t i = 0; i < boot.reserved_count; ++i) {
        const physical_range &range = boot.reserved[i];
        const bool tables = overlaps(range, boot.acpi_rsdp, boot.acpi_rsdp + 1) ||
                            overlaps(range, boot.device_tree, boot.device_tree + 1);
        if (tables && range.begin <= begin && end <= range.end) return true;
    }
    return false;
}

template <class Call>
kern_return_t give_object(Call &call, result<ref<vm_object>> object) {
    if (!object) return object.error();
    auto right = (*object)->make_send();
    if (!right) return right.error();
    call.reply_rights[0] = std::move(*right);
    return KERN_SUCCESS;
}

/// Moves the pages of a zeroed block into an object of their own.
result<> adopt_block(vm_object &object, vm_page &first, uint64_t count) {
    lock_guard guard(object.lock);
    for (uint64_t i = 0; i < count; ++i) {
        vm_page &page = (&first)[i];
        if (object.insert(page, i)) continue;
        for (uint64_t rest = i; rest < count; ++rest) vm_page_free((&first)[rest], 0);
        return error(KERN_RESOURCE_SHORTAGE);
    }
    return {};
}

}  // namespace

kern_return_t serve(mi::device_map, kobject_call<mi::device_map> &call) {
    const uint64_t begin = call.request.physical_address, size = call.request.size;
    if (size == 0 || (begin | size) % MACH_PAGE_SIZE != 0 || begin + size < begin ||
        (begin + size) >> 52 != 0)
        return KERN_INVALID_ARGUMENT;
    const bool tables = is_firmware_table(begin, begin + size);
    if (!tables && is_ram(begin, begin + size)) return KERN_INVALID_ARGUMENT;
    return give_object(call, vm_object::create_device(begin, size,
                                                      tables ? machine::memory_type::normal
                                                             : machine::memory_type::device));
}

kern_return_t serve(mi::device_dma_allocate, kobject_call<mi::device_dma_allocate> &call) {
    const uint64_t size = call.request.size, limit = call.request.limit;
    if (size == 0 || size > uint64_t{MACH_PAGE_SIZE} << vm_page_max_order)
        return KERN_INVALID_ARGUMENT;
    const uint64_t count = std::bit_ceil((size + MACH_PAGE_MASK) / MACH_PAGE_SIZE);
    const auto order = static_cast<unsigned>(std::countr_zero(count));
    auto object = vm_object::create_anonymous(count * MACH_PAGE_SIZE);
    if (!object) return object.error();
    vm_page *first = vm_page_allocate(order, vm_page_demand::user);
    if (!first) return KERN_RESOURCE_SHORTAGE;
    const uint64_t physical = vm_page_address(*first);
    if (limit != 0 && physical + count * MACH_PAGE_SIZE - 1 > limit) {
        vm_page_free(*first, order);
        return KERN_RESOURCE_SHORTAGE;
    }
    for (uint64_t i = 0; i < count; ++i) {
        std::memset(vm_page_data(first[i]), 0, MACH_PAGE_SIZE);
        long_work(1000);
    }
    if (const auto adopted = adopt_block(**object, *first, count); !adopted) return adopted.error();
    call.reply.physical_address = physical;
    return give_object(call, std::move(object));
}

kern_return_t serve(mi::device_io_port_read, kobject_call<mi::device_io_port_read> &call) {
    const auto value = machine::io_port_read(call.request.port, call.request.width);
    if (!value) return value.error();
    call.reply.value = *value;
    return KERN_SUCCESS;
}

kern_return_t serve(mi::device_io_port_write, kobject_call<mi::device_io_port_write> &call) {
    return code_of(
        machine::io_port_write(call.request.port, call.request.width, call.request.value));
}

kern_return_t serve(mi::device_io_port_write_string,
                    kobject_call<mi::device_io_port_write_string> &call) {
    const auto &text = call.request.variable;
    const uint16_t width = call.request.width;
    if (width == 0 || width > sizeof(uint32_t) || text.count % width != 0)
        return KERN_INVALID_ARGUMENT;
    for (uint32_t at = 0; at < text.count; at += width) {
        uint32_t value = 0;
        std::memcpy(&value, text.items + at, width);
        if (const auto written = machine::io_port_write(call.request.port, width, value); !written)
            return written.error();
    }
    return KERN_SUCCESS;
}

kern_return_t serve(mi::device_interrupt_register,
                    kobject_call<mi::device_interrupt_register> &call) {
    if (!call.rights[0]) return KERN_INVALID_ARGUMENT;
    return code_of(device_interrupt_connect(call.request.line, std::move(call.rights[0])));
}
kern_return_t serve(mi::device_interrupt_acknowledge,
                    kobject_call<mi::device_interrupt_acknowledge> &call) {
    return code_of(device_interrupt_ready(call.request.line));
}
kern_return_t serve(mi::device_interrupt_unregister,
                    kobject_call<mi::device_interrupt_unregister> &call) {
    return code_of(device_interrupt_disconnect(call.request.line));
}

kern_return_t serve(mi::device_msi_allocate, kobject_call<mi::device_msi_allocate> &call) {
    const auto message = machine::msi_allocate();
    if (!message) return message.error();
    call.reply.line = message->line;
    call.reply.address = message->address;
    call.reply.data = message->data;
    return KERN_SUCCESS;
}

kern_return_t serve(mi::device_console, kobject_call<mi::device_console> &call) {
    const auto uart = machine::uart_device();
    auto &console = call.reply.console;
    if (uart.size == 0)
        console.kind = DEVICE_CONSOLE_NONE;
    else if (uart.is_port)
        console.kind = DEVICE_CONSOLE_NS16550;
    else
        console.kind = DEVICE_CONSOLE_PL011;
    if (uart.is_port)
        console.io_port = static_cast<uint32_t>(uart.address);
    else
        console.physical_address = uart.address;
    console.interrupt_line = uart.interrupt;
    log_quiet(true);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::device_firmware, kobject_call<mi::device_firmware> &call) {
    call.reply.acpi_rsdp = boot.acpi_rsdp;
    call.reply.device_tree = boot.device_tree;
    return KERN_SUCCESS;
}

kern_return_t serve(mi::device_dma_right, kobject_call<mi::device_dma_right> &call) {
    auto right = dma_domain::create();
    if (!right) return right.error();
    call.reply_rights[0] = std::move(*right);
    return KERN_SUCCESS;
}
