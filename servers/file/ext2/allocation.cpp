/// \file
/// What is free: blocks and inodes.
#include <algorithm>
#include <bit>
#include <cstring>

#include <ext2/volume.hpp>

namespace ext2 {

namespace {

bool test_bit(const uint8_t *bits, uint32_t at) { return (bits[at / 8] >> (at % 8) & 1) != 0; }
void set_bit(uint8_t *bits, uint32_t at) { bits[at / 8] |= static_cast<uint8_t>(1u << (at % 8)); }
void clear_bit(uint8_t *bits, uint32_t at) {
    bits[at / 8] &= static_cast<uint8_t>(~(1u << (at % 8)));
}

/// Counters on a disk may be wrong: they never wrap.
template <class T>
void count_down(T &counter) {
    if (counter) --counter;
}

}  // namespace

uint32_t find_zero_bit(const uint8_t *bits, uint32_t from, uint32_t limit) {
    for (uint32_t at = from; at < limit;) {
        if (at % 64 == 0) {
            uint64_t word = 0;
            const uint32_t bytes = std::min(8u, (limit - at + 7) / 8);
            std::memcpy(&word, bits + at / 8, bytes);
            const auto ones = static_cast<uint32_t>(std::countr_one(word));
            if (ones < 64) return std::min(at + ones, limit);
            at += 64;
        } else {
            if (!test_bit(bits, at)) return at;
            ++at;
        }
    }
    return limit;
}

uint32_t volume::goal_of(uint32_t inode) const {
    return group_begin((inode - 1) / super_.inodes_per_group);
}

/// As find_zero_bit, less what is held back.
uint32_t volume::find_unused(const held_back &held, uint32_t group, const uint8_t *bits,
                             uint32_t from, uint32_t limit) const {
    uint32_t at = find_zero_bit(bits, from, limit);
    while (at < limit && held.has(group, at)) at = find_zero_bit(bits, at + 1, limit);
    return at;
}

/// Takes the first free block from `from` on, then before it; 0 when there is none after all.
outcome<uint32_t> volume::allocate_in(uint32_t group, uint32_t from) {
    group_descriptor &d = groups_[group];
    const buffer_ref bitmap = TRY(buffers_.get(d.block_bitmap));
    auto *bits = bitmap.as<uint8_t>();
    const uint32_t limit = blocks_in(group);
    for (uint32_t tries = 0; tries < 2; ++tries, from = 0) {
        for (uint32_t at = from;; ++at) {
            at = find_unused(blocks_, group, bits, at, limit);
            if (at >= limit) break;
            set_bit(bits, at);
            bitmap.soil();
            const uint32_t block = group_begin(group) + at;
            if (!is_data(block)) {
                (void)corrupt("one of the volume's own blocks was marked free", block);
                continue;
            }
            count_down(d.free_blocks);
            count_down(super_.free_blocks);
            summary_changed_ = true;
            return block;
        }
    }
    if (!blocks_.empty()) return 0;
    (void)corrupt("a group has fewer free blocks than it says", group);
    d.free_blocks = 0;
    return 0;
}

/// When all that is left is held back, what lets it go is written now.
outcome<uint32_t> volume::allocate_block(uint32_t goal) {
    if (read_only_) return fail(EROFS);
    if (free_blocks() == 0) return fail(ENOSPC);
    auto found = find_block(goal);
    if (found || found.error() != ENOSPC || blocks_.empty()) return found;
    TRY(sync());
    return find_block(goal);
}

outcome<uint32_t> volume::find_block(uint32_t goal) {
    if (goal < super_.first_data_block || goal >= super_.blocks_count)
        goal = super_.first_data_block;
    const auto count = static_cast<uint32_t>(groups_.size());
    const uint32_t first = (goal - super_.first_data_block) / super_.blocks_per_group;
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t group = (first + i) % count;
        if (groups_[group].free_blocks == 0) continue;
        const uint32_t block = TRY(allocate_in(group, i == 0 ? goal - group_begin(group) : 0));
        if (block) return block;
    }
    return fail(ENOSPC);
}

outcome<> volume::free_block(uint32_t block) {
    if (!is_data(block)) return corrupt("a file owns one of the volume's own blocks", block);
    const uint32_t offset = block - super_.first_data_block;
    group_descriptor &d = groups_[offset / super_.blocks_per_group];
    const buffer_ref bitmap = TRY(buffers_.get(d.block_bitmap));
    auto *bits = bitmap.as<uint8_t>();
    const uint32_t bit = offset % super_.blocks_per_group;
    if (!test_bit(bits, bit)) return corrupt("a block is freed twice", block);
    clear_bit(bits, bit);
    blocks_.add(offset / super_.blocks_per_group, bit);
    bitmap.soil();
    if (d.free_blocks < super_.blocks_per_group) ++d.free_blocks;
    if (super_.free_blocks < super_.blocks_count) ++super_.free_blocks;
    summary_changed_ = true;
    buffers_.forget(block);
    return {};
}

/// Directories are spread: the emptiest group among those with their share of free inodes.
uint32_t volume::directory_group() const {
    const auto average = super_.free_inodes / static_cast<uint32_t>(groups_.size());
    uint32_t best = 0;
    bool found = false;
    for (uint32_t g = 0; g < groups_.size(); ++g) {
        const group_descriptor &d = groups_[g];
        if (d.free_inodes == 0 || d.free_inodes < average) continue;
        if (found && d.free_blocks <= groups_[best].free_blocks) continue;
        best = g;
        found = true;
    }
    return best;
}

outcome<uint32_t> volume::allocate_inode(uint32_t parent, bool directory) {
    if (read_only_) return fail(EROFS);
    auto found = find_inode(parent, directory);
    if (found || found.error() != ENOSPC || inodes_.empty()) return found;
    TRY(sync());
    return find_inode(parent, directory);
}

outcome<uint32_t> volume::find_inode(uint32_t parent, bool directory) {
    const auto count = static_cast<uint32_t>(groups_.size());
    const uint32_t near = (parent - 1) / super_.inodes_per_group;
    const uint32_t first = directory && count > 1 ? directory_group() : near;
    const uint32_t reserved = (super_.revision ? super_.first_inode : first_inode_revision_0) - 1;
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t group = (first + i) % count;
        group_descriptor &d = groups_[group];
        if (d.free_inodes == 0) continue;
        const buffer_ref bitmap = TRY(buffers_.get(d.inode_bitmap));
        const uint32_t from = group == 0 ? reserved : 0;
        const uint32_t bit =
            find_unused(inodes_, group, bitmap.as<uint8_t>(), from, super_.inodes_per_group);
        if (bit >= super_.inodes_per_group) {
            if (!inodes_.empty()) continue;
            (void)corrupt("a group has fewer free inodes than it says", group);
            d.free_inodes = 0;
            continue;
        }
        set_bit(bitmap.as<uint8_t>(), bit);
        bitmap.soil();
        count_down(d.free_inodes);
        count_down(super_.free_inodes);
        if (directory) ++d.directories;
        summary_changed_ = true;
        return group * super_.inodes_per_group + bit + 1;
    }
    return fail(ENOSPC);
}

outcome<> volume::free_inode(uint32_t number, bool directory) {
    group_descriptor &d = groups_[(number - 1) / super_.inodes_per_group];
    const buffer_ref bitmap = TRY(buffers_.get(d.inode_bitmap));
    const uint32_t bit = (number - 1) % super_.inodes_per_group;
    if (!test_bit(bitmap.as<uint8_t>(), bit)) return corrupt("an inode is freed twice", number);
    clear_bit(bitmap.as<uint8_t>(), bit);
    inodes_.add((number - 1) / super_.inodes_per_group, bit);
    bitmap.soil();
    if (d.free_inodes < super_.inodes_per_group) ++d.free_inodes;
    if (super_.free_inodes < super_.inodes_count) ++super_.free_inodes;
    if (directory) count_down(d.directories);
    summary_changed_ = true;
    return {};
}

}  // namespace ext2
