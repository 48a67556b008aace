#include <fs/ext2/page_writer.hpp>

#include <algorithm>
#include <cstring>

#include <ext2/block_map.hpp>

namespace ext2fs {

void page_writer::put(ext2::volume &v, ext2::inode &inode, uint64_t index, const char *bytes) {
    const uint64_t begin = index * page, size = inode.size();
    if (begin >= size) return;  // cut off meanwhile
    if (count_ == most || (count_ && (inode_ != &inode || index != first_ + count_))) write();
    if (count_ == 0) {
        volume_ = &v;
        inode_ = &inode;
        first_ = index;
    }
    char *to = bytes_ + count_++ * page;
    const auto used = static_cast<std::size_t>(std::min(page, size - begin));
    std::memcpy(to, bytes, used);
    std::memset(to + used, 0, page - used);
}

void page_writer::write() {
    const uint32_t block = volume_->block_size();
    const uint64_t begin = first_ * page;
    const uint64_t bytes = std::min(count_ * page, inode_->size() - begin);
    count_ = 0;
    const auto written =
        ext2::write_blocks(*volume_, *inode_, begin / block,
                           static_cast<uint32_t>((bytes + block - 1) / block), bytes_);
    if (!written && !error_) error_ = written.error();
}

vfs::outcome<> page_writer::finish() {
    if (count_) write();
    const int error = std::exchange(error_, 0);
    return error ? vfs::outcome<>(vfs::fail(error)) : vfs::outcome<>();
}

}  // namespace ext2fs
