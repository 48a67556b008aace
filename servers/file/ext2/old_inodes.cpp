#include <ext2/old_inodes.hpp>

#include <algorithm>
#include <cstring>

namespace ext2 {

outcome<> old_inodes::add(uint64_t block, uint32_t offset, const disk_inode &raw) {
    sorted_ = all_.empty();
    const auto turn = static_cast<uint32_t>(all_.size());
    return all_.push({block, offset, turn, raw}) ? outcome<>() : fail(ENOMEM);
}

bool old_inodes::restore(uint64_t block, char *bytes) {
    if (!sorted_)
        std::sort(all_.begin(), all_.end(), [](const old_inode &a, const old_inode &b) {
            return a.block != b.block ? a.block < b.block : a.turn > b.turn;
        });
    sorted_ = true;
    auto *at =
        std::lower_bound(all_.begin(), all_.end(), block,
                         [](const old_inode &one, uint64_t wanted) { return one.block < wanted; });
    const bool any = at != all_.end() && at->block == block;
    for (; at != all_.end() && at->block == block; ++at)
        std::memcpy(bytes + at->offset, &at->raw, sizeof at->raw);
    return any;
}

}  // namespace ext2
