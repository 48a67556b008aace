/// \file
/// Block devices: at the name "block" they are found, and each answers on a port of its own.
/// Ids 22400 to 22499 for the name, 22600 to 22699 for a device.
///
/// Requests to a device may be sent without waiting for one another and are answered in any order;
/// `tag` says which answer is whose. Data goes as pages out of line and is not copied on its way to
/// the device. Offsets and lengths are multiples of 512 bytes.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

inline constexpr uint32_t block_sector = 512;
/// Longest transfer of one request, bytes.
inline constexpr uint32_t block_transfer_max = 128 * 1024;

#pragma pack(push, 4)
struct block_open_request {
    mach::rpc::tail<char, 64>
        variable;  ///< the name, as "vda1", or "PARTUUID=" and the partition's identity, or
                   ///< "PARTTYPE=" and the type of the first one meant
};
struct block_open_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t device;
    kern_return_t result;
    uint64_t size;                       ///< bytes
    uint32_t read_only;                  ///< boolean
    mach::rpc::tail<char, 32> variable;  ///< its name in /dev
};
struct block_read_request {
    uint64_t offset;
    uint32_t count;  ///< bytes, block_transfer_max at most
    uint32_t tag;
};
struct block_read_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::ool};
    mach_msg_ool_descriptor_t data;
    kern_return_t result;
    uint32_t tag;
};
struct block_write_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::ool};
    mach_msg_ool_descriptor_t data;
    uint64_t offset;
    uint32_t tag;
};
struct block_flush_request {
    uint32_t tag;
};
struct block_done_reply {
    kern_return_t result;
    uint32_t tag;
};
#pragma pack(pop)

/// ENXIO: there is no such device.
using block_open = mach::rpc::routine<22400, "block_open", block_open_request, block_open_reply>;
using block_interface = mach::rpc::interface<"block", block_open>;

/// All three: EIO; EINVAL for what lies outside the device; EROFS.
using block_read = mach::rpc::routine<22600, "block_read", block_read_request, block_read_reply>;
using block_write = mach::rpc::routine<22601, "block_write", block_write_request, block_done_reply>;
/// What has been written before is kept without power afterwards.
using block_flush = mach::rpc::routine<22602, "block_flush", block_flush_request, block_done_reply>;
using block_device_interface =
    mach::rpc::interface<"block_device", block_read, block_write, block_flush>;

}  // namespace protocol
