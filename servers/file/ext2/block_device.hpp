/// \file
/// Where a volume lies.
#pragma once

#include <cstdint>

#include <vfs/result.hpp>

namespace ext2 {

using vfs::fail;
using vfs::outcome;

inline constexpr uint32_t block_size_max = 4096;

/// Takes what block_device::read_later brings.
class arrival {
public:
    /// Called once. \param bytes what was read, then room up to the end of its last page; the
    /// callee's to use until it returns. Null: the device has failed with `error`.
    virtual void arrived(char *bytes, int error) = 0;

protected:
    ~arrival() = default;
};

/// Told when a device has got further; see block_device::reached and congested.
class device_listener {
public:
    /// Never from within a call of the device.
    virtual void progress() = 0;

protected:
    ~device_listener() = default;
};

/// Bytes that keep. Offsets and lengths are multiples of 512 bytes. A failing device gives EIO.
class block_device {
public:
    virtual ~block_device() = default;

    virtual uint64_t size() const = 0;
    virtual bool read_only() const { return false; }
    virtual outcome<> read(uint64_t offset, void *to, uint32_t count) = 0;
    /// Begins to read up to read_later_max bytes, and does not wait for them. By default they are
    /// there before it returns.
    static constexpr uint32_t read_later_max = 64 * 1024;
    virtual void read_later(uint64_t offset, uint32_t count, arrival &to);
    /// May return before the bytes are on the device. It takes a copy.
    virtual outcome<> write(uint64_t offset, const void *from, uint32_t count) = 0;
    /// So much is on its way that nobody should hurry to write more.
    virtual bool congested() const { return false; }
    /// Behind all writes so far.
    virtual uint64_t mark() const { return 0; }
    /// Is all before the mark kept without power? EAGAIN: not yet, the listener will be told. Else
    /// as flush.
    virtual outcome<> reached(uint64_t /*mark*/) { return flush(); }
    device_listener *listener = nullptr;
    /// Waits for all writes. The first error of any.
    virtual outcome<> finish() { return {}; }
    /// And has the device put them on what keeps without power.
    virtual outcome<> flush() = 0;

    /// The volume contradicts itself, for the log. \param where the block, inode or group.
    virtual void report(const char *what, uint64_t where) = 0;
};

}  // namespace ext2
