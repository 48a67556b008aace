/// \file
/// Operations on the device master port: what a user-space driver needs of the kernel. Ids 2600 to
/// 2699.
#pragma once

#include <mach/device_types.h>
#include <mach/interface/task.hpp>

namespace mach::interface {

#pragma pack(push, 4)
struct device_map_request {
    uint64_t physical_address, size;  ///< bytes, page-aligned; never RAM
};
struct device_dma_request {
    uint64_t size;   ///< bytes; rounded up to pages, physically contiguous
    uint64_t limit;  ///< highest physical address that the device reaches; 0: any
};
struct device_dma_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t
        object;  ///< memory object, zero-filled; freed when unmapped and without rights
    kern_return_t result;
    uint64_t physical_address;
};
struct device_io_port_request {
    uint16_t port;
    uint16_t width;  ///< bytes: 1, 2, 4
    uint32_t value;  ///< write only
};
struct device_io_port_reply {
    kern_return_t result;
    uint32_t value;
};
struct device_io_port_string_request {
    uint16_t port;
    uint16_t width;
    rpc::tail<uint8_t, 256> variable;  ///< written one after the other to the one port
};
struct device_interrupt_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t port;
    uint32_t line;
};
struct device_line_request {
    uint32_t line;
};
struct device_msi_reply {
    kern_return_t result;
    uint32_t line;
    uint64_t address;
    uint32_t data;
};
struct device_console_reply {
    kern_return_t result;
    device_console_t console;
};
struct device_firmware_reply {
    kern_return_t result;
    uint64_t acpi_rsdp, device_tree;  ///< physical addresses, 0: none
};
/// An interrupt, to the registered port.
struct device_interrupt_message {
    uint32_t line;
};
#pragma pack(pop)

using device_map = rpc::routine<2600, "device_map", device_map_request, port_reply>;
using device_dma_allocate =
    rpc::routine<2601, "device_dma_allocate", device_dma_request, device_dma_reply>;
using device_io_port_read =
    rpc::routine<2602, "device_io_port_read", device_io_port_request, device_io_port_reply>;
using device_io_port_write = rpc::routine<2603, "device_io_port_write", device_io_port_request>;
using device_io_port_write_string =
    rpc::routine<2604, "device_io_port_write_string", device_io_port_string_request>;
/// Each interrupt on `line` masks it and sends one device_interrupt to `port`, until it is
/// acknowledged.
using device_interrupt_register =
    rpc::routine<2605, "device_interrupt_register", device_interrupt_request>;
using device_interrupt_acknowledge =
    rpc::routine<2606, "device_interrupt_acknowledge", device_line_request>;
using device_interrupt_unregister =
    rpc::routine<2607, "device_interrupt_unregister", device_line_request>;
/// A message-signalled interrupt and the line it arrives as.
using device_msi_allocate =
    rpc::routine<2608, "device_msi_allocate", rpc::empty_request, device_msi_reply>;
/// The UART that the kernel's log uses; the kernel writes to it no more, panics excepted.
using device_console =
    rpc::routine<2609, "device_console", rpc::empty_request, device_console_reply>;
using device_firmware =
    rpc::routine<2610, "device_firmware", rpc::empty_request, device_firmware_reply>;
/// A new DMA domain (<mach/interface/dma.hpp>), for the driver of one device. Who keeps a right to
/// it until the device is silent keeps what the device may write to when the driver ends.
using device_dma_right = rpc::routine<2611, "device_dma_right", rpc::empty_request, port_reply>;
using device_interrupt =
    rpc::simple_routine<DEVICE_INTERRUPT_ID, "device_interrupt", device_interrupt_message>;

using device_master_interface =
    rpc::interface<"device_master", device_map, device_dma_allocate, device_io_port_read,
                   device_io_port_write, device_io_port_write_string, device_interrupt_register,
                   device_interrupt_acknowledge, device_interrupt_unregister, device_msi_allocate,
                   device_console, device_firmware, device_dma_right>;
using device_interrupt_interface = rpc::interface<"device_interrupt", device_interrupt>;

}  // namespace mach::interface
