/// \file
/// Where a file's blocks lie: twelve pointers in the inode, then trees of one, two and three
/// levels.
#pragma once

#include <ext2/inode.hpp>

namespace ext2 {

/// Blocks of a file that lie side by side.
struct extent {
    uint32_t block;  ///< 0: a hole
    uint32_t count;
};

/// A view of one inode; made for each use.
class block_map {
public:
    block_map(volume &v, inode &node) : volume_(v), inode_(node) {}

    /// The blocks from `at` on, `most` at most, at least one. EFBIG, EIO, EUCLEAN.
    outcome<extent> find(uint64_t at, uint32_t most);
    /// The block `at`, taken from the free ones if there is a hole; its bytes are then anything.
    /// ENOSPC.
    outcome<uint32_t> make(uint64_t at);
    /// Frees the block `at`, if there is one; trees stay.
    outcome<> remove(uint64_t at);
    /// Frees all from block `from` on.
    outcome<> truncate(uint64_t from);

private:
    /// The way to a block: an index in the inode, then one in each level of the tree.
    struct path {
        unsigned depth;
        uint32_t index[4];
    };
    outcome<path> path_of(uint64_t at) const;
    outcome<uint32_t> checked(uint32_t block);
    outcome<uint32_t> take(uint64_t at);
    outcome<> free_tree(uint32_t block, unsigned depth, uint64_t keep);
    uint64_t span(unsigned depth) const;
    void account(int blocks);

    volume &volume_;
    inode &inode_;
};

/// Reads whole blocks of a file; holes are zeros. `count` in blocks.
outcome<> read_blocks(volume &v, inode &node, uint64_t first, uint32_t count, void *to);
/// Writes whole blocks, and takes those that are missing. The device may still be reading `from`
/// afterwards: see block_device::finish. ENOSPC.
outcome<> write_blocks(volume &v, inode &node, uint64_t first, uint32_t count, const void *from);
/// Changes a regular file's size; what is cut off is freed, and zeros if it comes back. EFBIG.
outcome<> resize(volume &v, inode &node, uint64_t size);
/// Makes a hole of the bytes [begin, end) below the size; what is left of its first and last block
/// holds zeros there.
outcome<> punch(volume &v, inode &node, uint64_t begin, uint64_t end);
/// How many blocks of [first, first + count) are holes, with those that their trees may need.
outcome<uint64_t> missing_blocks(volume &v, inode &node, uint64_t first, uint32_t count);

}  // namespace ext2
