/// \file
/// Reader of the boot archive: cpio "newc" (SVR4 without CRC), as described in cpio(5). Several
/// archives may stand one after another, with zeros between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace server {

struct cpio_entry {
    std::string_view path;  ///< without leading "/" or "./"
    uint32_t mode;          ///< S_IFMT and permissions
    uint32_t uid, gid, links, inode;
    uint32_t modification_time;  ///< s since the epoch
    uint32_t device_major, device_minor;
    std::span<const std::byte> data;
};

/// Walks the entries; never reads outside the bytes it was given.
class cpio_reader {
public:
    enum class state { entry, end, corrupt };
    explicit cpio_reader(std::span<const std::byte> archive) : archive_(archive) {}
    /// Reads the next entry into `entry`; its views point into the archive. After `end` or
    /// `corrupt` it stays there.
    state next(cpio_entry &entry);
    /// Offset of the entry that was read last, for messages.
    std::size_t offset() const { return at_; }
    /// How many archives have ended so far: inode numbers tell hard links only inside one.
    unsigned archives_ended() const { return ended_; }

private:
    std::span<const std::byte> archive_;
    std::size_t at_ = 0, next_ = 0;
    unsigned ended_ = 0;
    bool corrupt_ = false;
};

}  // namespace server
