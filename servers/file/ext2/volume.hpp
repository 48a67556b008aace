/// \file
/// One mounted ext2 file system, below names: superblock, groups, what is free, inodes.
///
/// Not locked: one thread at a time. Nothing read from the device is trusted: what contradicts
/// itself gives EUCLEAN and a report, and every walk is bounded by the volume's size.
#pragma once

#include <ext2/buffer.hpp>
#include <ext2/held_back.hpp>
#include <ext2/layout.hpp>
#include <ext2/old_inodes.hpp>
#include <vfs/array.hpp>

namespace ext2 {

struct inode;

class volume final : private write_order {
public:
    /// Reads and checks the superblock and the group descriptors, and marks the volume as in use.
    /// `device` must outlive it. EINVAL: no ext2 or a feature that is not known; EUCLEAN, EIO,
    /// ENOMEM. \return the caller's to delete, after close().
    static outcome<volume *> open(block_device &device, bool read_only);
    volume(const volume &) = delete;
    volume &operator=(const volume &) = delete;
    ~volume() = default;

    /// Writes all metadata; whatever was written before is on the device afterwards.
    outcome<> sync();
    /// Begins to write everything that is dirty.
    outcome<> write_back();
    /// Gives out again what was freed before a write_back whose bytes the device keeps by now.
    /// EAGAIN: it does not yet, and its listener will be told. Else what the device says.
    outcome<> settle();
    /// The same, and marks the volume as properly unmounted. Inodes have been stored. It is
    /// read-only from then on.
    outcome<> close();

    block_device &device() { return device_; }
    buffer_cache &buffers() { return buffers_; }
    bool read_only() const { return read_only_; }
    uint32_t block_size() const { return block_size_; }
    uint32_t sectors_per_block() const { return block_size_ / 512; }
    uint32_t pointers_per_block() const { return block_size_ / 4; }
    const superblock &super() const { return super_; }
    uint64_t free_blocks() const {
        return super_.free_blocks > reserved_ ? super_.free_blocks - reserved_ : 0;
    }
    /// Bytes that the longest file can have.
    uint64_t size_max() const;

    /// Promises blocks to data that is written later. ENOSPC.
    outcome<> reserve(uint64_t blocks);
    void unreserve(uint64_t blocks) { reserved_ -= blocks < reserved_ ? blocks : reserved_; }

    /// Takes a free block, at `goal` or behind it if possible. ENOSPC.
    outcome<uint32_t> allocate_block(uint32_t goal);
    outcome<> free_block(uint32_t block);
    /// Where a file's first blocks should lie.
    uint32_t goal_of(uint32_t inode) const;

    /// Takes a free inode, near the directory `parent`. ENOSPC.
    outcome<uint32_t> allocate_inode(uint32_t parent, bool directory);
    outcome<> free_inode(uint32_t number, bool directory);

    /// Reads an inode that a directory names. EUCLEAN when it cannot be one.
    outcome<> load(uint32_t number, inode &to);
    /// Puts an inode where it will be written from.
    outcome<> store(inode &from);
    /// What the inode is now stays on the disk until names that are changed from now on are there:
    /// before it loses one, and before a directory grows. ENOMEM.
    outcome<> keep_until_named(uint32_t number);
    /// All bytes of a new inode are zeros.
    outcome<> clear(uint32_t number);

    /// Can a file own this block: does it exist, and is it none of the volume's own?
    bool is_data(uint64_t block) const;
    bool is_inode(uint32_t number) const;
    /// Reports a contradiction and remembers it for e2fsck. \return EUCLEAN.
    std::unexpected<int> corrupt(const char *what, uint64_t where);

private:
    volume(block_device &device, const superblock &super, bool read_only);

    bool hide(uint64_t block, char *bytes, what hidden) override;
    outcome<> read_groups();
    bool group_fits(uint32_t group) const;
    bool has_superblock(uint32_t group) const;
    uint32_t group_begin(uint32_t group) const {
        return super_.first_data_block + group * super_.blocks_per_group;
    }
    uint32_t blocks_in(uint32_t group) const;
    uint32_t table_blocks() const;
    outcome<> write_summary();
    outcome<uint32_t> allocate_in(uint32_t group, uint32_t from);
    outcome<uint32_t> find_block(uint32_t goal);
    outcome<uint32_t> find_inode(uint32_t parent, bool directory);
    uint32_t find_unused(const held_back &held, uint32_t group, const uint8_t *bits, uint32_t from,
                         uint32_t limit) const;
    uint32_t directory_group() const;
    outcome<buffer_ref> inode_block(uint32_t number, uint32_t &offset);

    block_device &device_;
    superblock super_;
    uint32_t block_size_;
    uint32_t inode_size_;
    bool read_only_;
    bool summary_changed_ = false;  ///< super_ or groups_
    uint64_t reserved_ = 0;
    vfs::array<group_descriptor> groups_;
    buffer_cache buffers_;
    old_inodes old_;             ///< until the next write_back
    held_back blocks_, inodes_;  ///< freed
    uint64_t leaving_mark_ = 0;  ///< of the device: behind what lets the leaving ones go
};

/// The first zero bit in [from, limit), or limit.
uint32_t find_zero_bit(const uint8_t *bits, uint32_t from, uint32_t limit);

}  // namespace ext2
