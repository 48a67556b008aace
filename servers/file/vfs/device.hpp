/// \file
/// What stands behind a device node, found by its device number, whatever file system the node is
/// in.
#pragma once

#include <cstdint>

#include <vfs/io_object.hpp>

namespace vfs {

/// Linux's encoding of device numbers (sys/sysmacros.h).
constexpr uint64_t make_device(uint32_t major, uint32_t minor) {
    return (static_cast<uint64_t>(major & 0xfffff000u) << 32) | ((major & 0xfffu) << 8) |
           (static_cast<uint64_t>(minor & 0xffffff00u) << 12) | (minor & 0xffu);
}
constexpr uint32_t major_of(uint64_t device) {
    return static_cast<uint32_t>(((device >> 32) & 0xfffff000u) | ((device >> 8) & 0xfffu));
}
constexpr uint32_t minor_of(uint64_t device) {
    return static_cast<uint32_t>(((device >> 12) & 0xffffff00u) | (device & 0xffu));
}

/// A device: answered here, or by the server that drives it.
struct device {
    ref<io_object> here = {};      ///< null: elsewhere
    const char *server = nullptr;  ///< name of the service that answers device_open,
    uint32_t minor = 0;            ///< and what to ask it for
};

/// The block device of that number. ENXIO.
outcome<ref<io_object>> open_block_device(uint64_t number);

/// ENXIO when there is none of that number.
outcome<device> find_device(uint32_t mode, uint64_t number);

}  // namespace vfs
