/// \file
/// PCI devices, each behind a port of its own, at the name "pci". Ids 22000 to 22099 for the name,
/// 22200 to 22299 for a device.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

#pragma pack(push, 4)
struct pci_claim_request {
    uint16_t vendor;
    uint16_t device_first, device_last;
    uint16_t reserved;
};
struct pci_port_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t port;
    kern_return_t result;
};
struct pci_config_request {
    uint32_t offset;  ///< bytes, a multiple of 4
};
struct pci_config_reply {
    kern_return_t result;
    uint32_t value;
};
struct pci_map_request {
    uint32_t bar;
};
struct pci_map_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t object;  ///< a memory object over the registers
    kern_return_t result;
    uint64_t size;  ///< bytes
};
struct pci_interrupt_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t port;  ///< gets a device_interrupt message for each
};
struct pci_interrupt_reply {
    kern_return_t result;
    uint32_t line;
    uint32_t vector;  ///< MSI-X table entry; pci_no_vector: the device shares a wire
};
struct pci_line_message {
    uint32_t line;
};
#pragma pack(pop)

inline constexpr uint32_t pci_no_vector = 0xffff;

/// The next device of that kind that nobody has; ENODEV. It is free again when its port has no
/// senders. EAGAIN: that is not known yet of one, so ask again.
using pci_claim = mach::rpc::routine<22000, "pci_claim", pci_claim_request, pci_port_reply>;
using pci_interface = mach::rpc::interface<"pci", pci_claim>;

using pci_config = mach::rpc::routine<22200, "pci_config", pci_config_request, pci_config_reply>;
using pci_map = mach::rpc::routine<22201, "pci_map", pci_map_request, pci_map_reply>;
/// By MSI-X if device and machine can, else by the wire. Once.
using pci_interrupt =
    mach::rpc::routine<22202, "pci_interrupt", pci_interrupt_request, pci_interrupt_reply>;
/// An interrupt message has been dealt with: the next one may come.
using pci_acknowledge = mach::rpc::simple_routine<22203, "pci_acknowledge", pci_line_message>;
/// The kernel's DMA port.
using pci_dma = mach::rpc::routine<22204, "pci_dma", mach::rpc::empty_request, pci_port_reply>;
using pci_device_interface = mach::rpc::interface<"pci_device", pci_config, pci_map, pci_interrupt,
                                                  pci_acknowledge, pci_dma>;

}  // namespace protocol
