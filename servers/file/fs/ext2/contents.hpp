/// \file
/// The bytes of a regular file in memory: one memory object for read, write and mappings.
#pragma once

#include <ext2/inode.hpp>
#include <fs/tmpfs/page_map.hpp>
#include <memory/segment.hpp>

namespace ext2fs {

class contents {
public:
    /// \param resident the pages of all files of the volume, which this one's are counted in
    contents(ext2::volume &v, ext2::inode &of, uint64_t &resident)
        : volume_(v), inode_(of), resident_(resident) {}
    /// Space promised to what was never written is free again.
    ~contents();

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
    /// Gives the memory back, writing what has been changed; not when clients have mapped it.
    vfs::outcome<> drop();
    uint64_t pages() const { return loaded_.count(); }
    /// Brings `resident` up to date.
    void count();

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
    uint64_t &resident_;
    uint64_t counted_ = 0;   ///< in resident_
    uint64_t reserved_ = 0;  ///< blocks
    bool mapped_ = false, shared_ = false;
};

}  // namespace ext2fs
