/// \file
/// The bytes of a regular file in memory: one memory object for read, write and mappings.
#pragma once

#include <ext2/inode.hpp>
#include <fs/tmpfs/page_map.hpp>
#include <memory/segment.hpp>

namespace ext2fs {

class contents {
public:
    contents(ext2::volume &v, ext2::inode &of) : volume_(v), inode_(of) {}
    /// Space promised to what was never written is free again.
    ~contents() { volume_.unreserve(reserved_); }

    /// All of [offset, offset + count) lies below the size. EIO, EUCLEAN, ENOMEM.
    vfs::outcome<> read(uint64_t offset, char *to, std::size_t count);
    /// Makes the file longer if needed. ENOSPC, and as read.
    vfs::outcome<> write(uint64_t offset, const char *from, std::size_t count);
    vfs::outcome<> resize(uint64_t size);
    /// \param writable clients may change any page from now on
    vfs::outcome<uint32_t> map(bool writable);
    const char *window(uint64_t offset, std::size_t &count);
    /// Writes changed pages to the device; what it does with them later, volume::sync waits for.
    vfs::outcome<> flush();
    /// Gives the memory back if nobody has mapped it.
    void drop();

private:
    static constexpr uint64_t page = memory::segment::page;
    static constexpr uint64_t read_ahead = 16;  ///< pages

    vfs::outcome<> load(uint64_t first, uint64_t end);
    vfs::outcome<> load_page(uint64_t index, uint64_t count);
    vfs::outcome<> reserve(uint64_t first, uint64_t end);
    vfs::outcome<> write_out(uint64_t first, uint64_t count);

    ext2::volume &volume_;
    ext2::inode &inode_;
    memory::segment object_;
    tmpfs::page_map loaded_, dirty_;
    uint64_t reserved_ = 0;  ///< blocks
    bool mapped_ = false, shared_ = false;
};

}  // namespace ext2fs
