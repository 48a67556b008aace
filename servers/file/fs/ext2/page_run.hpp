/// \file
/// Pages of a file that lie side by side on the disk and are being read.
#pragma once

#include <ext2/block_device.hpp>

namespace ext2fs {

class contents;

/// Made by contents::begin, gone when it has arrived.
class page_run final : public ext2::arrival {
public:
    static constexpr uint64_t pages_max = ext2::block_device::read_later_max / 4096;

    page_run(contents &of, uint64_t first, uint64_t count, uint32_t size, page_run *next)
        : of_(&of), first(first), count(count), size(size), next(next) {}

    bool overlaps(uint64_t from, uint64_t end) const { return first < end && from < first + count; }
    /// The file is gone.
    void orphan() { of_ = nullptr; }
    void arrived(char *bytes, int error) override;

private:
    contents *of_;

public:
    const uint64_t first, count;  ///< pages
    const uint32_t size;          ///< bytes that are read
    page_run *next;
    bool stale = false;  ///< the file was cut meanwhile: what arrives is not what it holds
};

}  // namespace ext2fs
