/// \file
/// What firmware says of the PCI host bridge: an MCFG table of ACPI (PCI Firmware
/// Specification 3.2, 4.1.2), or a node "pci-host-ecam-generic" of the flattened device tree (IEEE
/// 1275 PCI binding).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// Where a device's wire goes.
struct wire_route {
    uint32_t device;  ///< slot on the first bus
    uint32_t pin;     ///< 1 to 4
    uint32_t line;    ///< the kernel's number
};

/// The service that turns messages into interrupts (translator.hpp), and what it calls functions.
struct message_service {
    uint64_t registers = 0, size = 0;  ///< physical; size 0: there is none
    uint64_t redistributors = 0, redistributors_size = 0;
    uint32_t first_function = 0, first_identity = 0,
             count = 0;  ///< bus, slot and function in 16 bits
};

struct host_bridge {
    uint64_t ecam = 0;  ///< physical; 1 MiB for each bus
    uint8_t first_bus = 0, last_bus = 0;
    uint64_t window = 0, window_size = 0;  ///< for registers that firmware has given no place
    std::vector<wire_route> wires;
    message_service messages;
};

/// \param read maps `size` bytes of a physical address, null when that fails.
using table_reader = const uint8_t *(*)(uint64_t physical, uint64_t size);

/// From ACPI. \return false when there is none.
bool read_acpi(uint64_t rsdp, table_reader read, host_bridge &to);
/// From a device tree, whole in memory. \return false when there is none or it is malformed.
bool read_device_tree(std::span<const uint8_t> tree, host_bridge &to);
