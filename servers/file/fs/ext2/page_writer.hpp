/// \file
/// Changed pages on their way to the disk: what lies side by side is written together.
#pragma once

#include <ext2/inode.hpp>

namespace ext2fs {

class page_writer {
public:
    /// Takes a page of `inode`; what lies behind the end of the file becomes zeros. Blocks that are
    /// missing are taken.
    void put(ext2::volume &v, ext2::inode &inode, uint64_t index, const char *bytes);
    /// Writes what has been put. \return the first error since the last finish().
    vfs::outcome<> finish();

private:
    static constexpr uint64_t page = 4096, most = 16;  ///< pages
    void write();

    ext2::volume *volume_ = nullptr;
    ext2::inode *inode_ = nullptr;
    uint64_t first_ = 0, count_ = 0;
    int error_ = 0;
    alignas(page) char bytes_[most * page];
};

}  // namespace ext2fs
