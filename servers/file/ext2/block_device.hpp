/// \file
/// Where a volume lies.
#pragma once

#include <cstdint>

#include <vfs/result.hpp>

namespace ext2 {

using vfs::fail;
using vfs::outcome;

/// Bytes that keep. Offsets and lengths are multiples of 512 bytes. A failing device gives EIO.
class block_device {
public:
    virtual ~block_device() = default;

    virtual uint64_t size() const = 0;
    virtual bool read_only() const { return false; }
    virtual outcome<> read(uint64_t offset, void *to, uint32_t count) = 0;
    /// May return before the bytes are on the device; `from` is then kept until finish().
    virtual outcome<> write(uint64_t offset, const void *from, uint32_t count) = 0;
    /// Waits for all writes. The first error of any.
    virtual outcome<> finish() { return {}; }
    /// And has the device put them on what keeps without power.
    virtual outcome<> flush() = 0;

    /// The volume contradicts itself, for the log. \param where the block, inode or group.
    virtual void report(const char *what, uint64_t where) = 0;
};

}  // namespace ext2
