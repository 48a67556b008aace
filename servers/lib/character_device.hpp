/// \file
/// What all open character devices answer alike.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include <lib/clock.hpp>
#include <protocol/io.hpp>

namespace server {

/// The node that a device was opened by, and whose it is.
struct character_device {
    uint64_t device, inode;  ///< the file system's and the node's numbers
    uint32_t permissions;
    uint32_t uid, gid;
    uint64_t number;  ///< as in st_rdev
};

/// Its attributes; the times are always now.
inline protocol::io_attributes attributes_of(const character_device &node) {
    const int64_t now = realtime_ns();
    return {.device = node.device,
            .inode = node.inode,
            .mode = S_IFCHR | node.permissions,
            .links = 1,
            .uid = node.uid,
            .gid = node.gid,
            .special_device = node.number,
            .size = 0,
            .blocks = 0,
            .block_size = 1024,
            .access_time = now,
            .modification_time = now,
            .change_time = now};
}

/// Status flags after io_flags.
inline uint32_t changed_flags(uint32_t flags, const protocol::io_flags_request &change) {
    const uint32_t mask = change.mask & (O_NONBLOCK | O_APPEND);
    return (flags & ~mask) | (change.flags & mask);
}

}  // namespace server
