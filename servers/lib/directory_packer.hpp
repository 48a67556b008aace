/// \file
/// Directory entries as getdents64 gives them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace server {

/// Fills a buffer with struct linux_dirent64 records. A position is the number at which a later
/// read goes on; 0 is the beginning.
class directory_packer {
public:
    directory_packer(char *buffer, std::size_t size) : buffer_(buffer), size_(size) {}

    /// \param next the position behind this entry. \param mode the file type bits count.
    /// \return false when there is no room: stop.
    bool add(std::string_view name, uint64_t inode, uint32_t mode, uint64_t next);

    std::size_t used() const { return used_; }
    uint64_t next() const { return next_; }
    /// Not even the first entry fitted.
    bool too_small() const { return full_ && used_ == 0; }

private:
    char *buffer_;
    std::size_t size_, used_ = 0;
    uint64_t next_ = 0;
    bool full_ = false;
};

}  // namespace server
