/// \file
/// Linux's struct statx, which the C library's headers do not have.
#pragma once

#include <cstdint>

namespace posix {

struct linux_statx_time {
    int64_t seconds;
    uint32_t nanoseconds;
    int32_t reserved;
};
struct linux_statx {
    uint32_t mask, block_size;
    uint64_t attributes;
    uint32_t links, uid, gid;
    uint16_t mode, spare0;
    uint64_t inode, size, blocks, attributes_mask;
    linux_statx_time access, birth, change, modification;
    uint32_t special_major, special_minor, device_major, device_minor;
    uint64_t mount_id, spare[13];
};
static_assert(sizeof(linux_statx) == 256);

inline constexpr uint32_t statx_basic = 0x7ff;

}  // namespace posix
