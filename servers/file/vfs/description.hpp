/// \file
/// An open file description: what descriptors made by dup and fork share.
#pragma once

#include <vfs/open_flags.hpp>
#include <vfs/vnode.hpp>

namespace vfs {

struct credentials;

/// Offset that means: at the position, and move it.
inline constexpr int64_t at_position = -1;

struct description {
    ref<vnode> node;    ///< the file itself: attributes, name, locks
    ref<io_object> io;  ///< what is read and written; null for directories and with open_flag::path
    ref<vnode> root;    ///< directories: where absolute paths begin
    uint32_t flags = 0;  ///< open_flag::status bits
    uint64_t position = 0;
    uint32_t writers_before = 0;  ///< a FIFO's, that were gone when it was opened

    bool readable() const {
        return (flags & (open_flag::access_mode | open_flag::path)) != open_flag::write_only &&
               (flags & open_flag::path) == 0;
    }
    bool writable() const {
        return (flags & open_flag::access_mode) != open_flag::read_only &&
               (flags & open_flag::path) == 0;
    }
    bool nonblocking() const { return (flags & open_flag::nonblock) != 0; }

    /// Reads, at `offset` or at the position. EBADF, EISDIR, ESPIPE, EINVAL and io_object::read's.
    outcome<std::size_t> read(int64_t offset, char *to, std::size_t count);
    outcome<std::size_t> write(int64_t offset, const char *from, std::size_t count,
                               const credentials &who);
    /// Takes back a read at the position that reached nobody.
    void unread(std::size_t count);
    outcome<uint64_t> seek(int64_t offset, uint32_t whence);
    outcome<> truncate(uint64_t size);
    outcome<mappable> map(bool shared, bool write);
    uint32_t ready();

    /// Lets everything go. The locks taken through it are the caller's business.
    void close();
};

}  // namespace vfs
