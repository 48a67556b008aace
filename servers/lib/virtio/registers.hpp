/// \file
/// Where a virtio device on PCI has its registers (Virtio 1.1, 4.1.4).
#pragma once

#include <cstdint>

namespace virtio {

inline constexpr uint16_t pci_vendor = 0x1af4;
/// Capability by which a device says where a structure lies, and the kind of the structure in
/// byte 3.
inline constexpr uint8_t capability_vendor = 9, kind_common = 1;
/// In the common configuration: 0 resets the device, which reads 0 when it has let go of all
/// memory.
inline constexpr uint32_t status_register = 20;
/// Looks at it so often before giving up.
inline constexpr unsigned reset_tries = 1'000'000;

}  // namespace virtio
