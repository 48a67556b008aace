/// \file
/// An inode in memory.
#pragma once

#include <ext2/volume.hpp>

namespace ext2 {

struct inode {
    uint32_t number = 0;
    bool dirty = false;  ///< to be stored
    disk_inode raw = {};
    uint32_t next_file_block = 0, next_block = 0;  ///< where a file that grows goes on

    uint64_t size() const {
        return raw.size_low | (is_regular() ? uint64_t{raw.size_high} << 32 : 0);
    }
    /// The large-file feature is the volume's: see volume::store.
    void set_size(uint64_t size) {
        raw.size_low = static_cast<uint32_t>(size);
        if (is_regular()) raw.size_high = static_cast<uint32_t>(size >> 32);
        dirty = true;
    }
    uint32_t uid() const { return raw.uid_low | static_cast<uint32_t>(raw.uid_high) << 16; }
    uint32_t gid() const { return raw.gid_low | static_cast<uint32_t>(raw.gid_high) << 16; }
    void set_owner(uint32_t uid, uint32_t gid) {
        raw.uid_low = static_cast<uint16_t>(uid);
        raw.uid_high = static_cast<uint16_t>(uid >> 16);
        raw.gid_low = static_cast<uint16_t>(gid);
        raw.gid_high = static_cast<uint16_t>(gid >> 16);
        dirty = true;
    }

    uint16_t type() const { return raw.mode & 0170000; }
    bool is_directory() const { return type() == 0040000; }
    bool is_regular() const { return type() == 0100000; }
    bool is_link() const { return type() == 0120000; }
    bool is_device() const { return type() == 0020000 || type() == 0060000; }
    /// Does `block` hold block numbers? Not for devices, nor for short links.
    bool has_blocks(const volume &v) const;
};

/// The device number of a device inode, in Linux's user encoding, and back.
uint64_t device_of(const inode &node);
void set_device(inode &node, uint64_t number);

/// Directory entries' idea of a mode's file type.
uint8_t entry_type(uint16_t mode);

/// Frees an inode that has no name any more, with its blocks and its share of the attributes.
/// \param now s. EIO, EUCLEAN: what could not be freed stays lost until e2fsck finds it.
outcome<> destroy(volume &v, inode &node, uint32_t now);

}  // namespace ext2
