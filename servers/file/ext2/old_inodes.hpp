/// \file
/// Inodes as names on the disk still want them.
#pragma once

#include <cstdint>

#include <ext2/block_device.hpp>
#include <ext2/layout.hpp>
#include <vfs/array.hpp>

namespace ext2 {

/// Of each inode that has changed in a way that must follow the writing of names, what it was
/// before: it goes to the disk until the names are there.
class old_inodes {
public:
    /// It lies at that place on the disk. Of several states of one the first counts. ENOMEM.
    outcome<> add(uint64_t block, uint32_t offset, const disk_inode &raw);
    /// Puts those of a block into `bytes`, a copy of it. \return whether there are any.
    bool restore(uint64_t block, char *bytes);
    /// All names have been written.
    void clear() { all_.reset(); }

private:
    struct old_inode {
        uint64_t block;
        uint32_t offset;
        uint32_t turn;
        disk_inode raw;
    };
    vfs::array<old_inode> all_;
    bool sorted_ = true;  ///< by block, the first of several states last
};

}  // namespace ext2
