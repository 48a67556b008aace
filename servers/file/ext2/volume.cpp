#include <ext2/volume.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <new>

namespace ext2 {

namespace {

uint32_t size_of_inode(const superblock &s) {
    return s.revision == 0 ? sizeof(disk_inode) : s.inode_size;
}

/// Is it an ext2 that can be used, so far as the superblock tells?
bool known(const superblock &s) {
    return s.magic == superblock_magic && s.revision <= 1 && s.log_block_size <= 2 &&
           (1024u << s.log_block_size) <= block_size_max &&
           (s.revision == 0 || (s.features_incompatible & ~incompatible_file_type) == 0);
}

uint64_t group_count(const superblock &s) {
    return (uint64_t{s.blocks_count} - s.first_data_block + s.blocks_per_group - 1) /
           s.blocks_per_group;
}

bool consistent(const superblock &s, uint64_t device_size) {
    const uint32_t block_size = 1024u << s.log_block_size, bits = block_size * 8;
    const uint32_t inode_size = size_of_inode(s);
    if (s.blocks_per_group == 0 || s.blocks_per_group > bits || s.blocks_per_group % 8 != 0 ||
        s.inodes_per_group == 0 || s.inodes_per_group > bits)
        return false;
    if (s.first_data_block != (block_size == 1024 ? 1 : 0) ||
        s.blocks_count <= s.first_data_block || uint64_t{s.blocks_count} * block_size > device_size)
        return false;
    if (!std::has_single_bit(inode_size) || inode_size < sizeof(disk_inode) ||
        inode_size > block_size)
        return false;
    if (s.revision > 0 &&
        (s.first_inode < first_inode_revision_0 || s.first_inode > s.inodes_count))
        return false;
    return group_count(s) * s.inodes_per_group == s.inodes_count &&
           s.free_blocks <= s.blocks_count && s.free_inodes <= s.inodes_count;
}

constexpr bool is_power_of(uint32_t n, uint32_t base) {
    while (n % base == 0) n /= base;
    return n == 1;
}

}  // namespace

volume::volume(block_device &device, const superblock &super, bool read_only)
    : device_(device),
      super_(super),
      block_size_(1024u << super.log_block_size),
      inode_size_(size_of_inode(super)),
      read_only_(read_only),
      buffers_(device, block_size_, *this),
      blocks_(super.blocks_per_group),
      inodes_(super.inodes_per_group) {}

outcome<volume *> volume::open(block_device &device, bool read_only) {
    superblock super;
    if (device.size() < superblock_offset + sizeof super) return fail(EINVAL);
    TRY(device.read(superblock_offset, &super, sizeof super));
    if (!known(super)) return fail(EINVAL);
    if (!consistent(super, device.size())) {
        device.report("the superblock contradicts itself", superblock_offset);
        return fail(EUCLEAN);
    }
    constexpr uint32_t writable = read_only_sparse_super | read_only_large_file;
    if (device.read_only() || (super.revision > 0 && (super.features_read_only & ~writable) != 0))
        read_only = true;
    std::unique_ptr<volume> v(new (std::nothrow) volume(device, super, read_only));
    if (!v) return fail(ENOMEM);
    TRY(v->read_groups());
    if (!read_only) {
        v->super_.state &= static_cast<uint16_t>(~state_clean);
        ++v->super_.mount_count;
        TRY(v->write_summary());
        TRY(v->buffers_.write_back());
    }
    return v.release();
}

outcome<> volume::read_groups() {
    const auto count = static_cast<uint32_t>(group_count(super_));
    if (!groups_.resize(count)) return fail(ENOMEM);
    const uint32_t per_block = block_size_ / sizeof(group_descriptor);
    for (uint32_t g = 0; g < count; g += per_block) {
        const buffer_ref b =
            TRY(buffers_.get(super_.first_data_block + uint64_t{1} + g / per_block));
        const uint32_t part = std::min(per_block, count - g);
        std::memcpy(&groups_[g], b.as<>(), part * sizeof(group_descriptor));
    }
    for (uint32_t g = 0; g < count; ++g)
        if (!group_fits(g)) return corrupt("a group descriptor points outside its group", g);
    return {};
}

/// Do the group's own blocks lie in the group, as every descriptor without flexible groups says?
bool volume::group_fits(uint32_t group) const {
    const group_descriptor &d = groups_[group];
    const uint64_t begin = group_begin(group), end = begin + blocks_in(group);
    const auto inside = [=](uint64_t block) { return begin <= block && block < end; };
    return inside(d.block_bitmap) && inside(d.inode_bitmap) && inside(d.inode_table) &&
           uint64_t{d.inode_table} + table_blocks() <= end;
}

uint32_t volume::blocks_in(uint32_t group) const {
    return std::min(super_.blocks_per_group, super_.blocks_count - group_begin(group));
}

uint32_t volume::table_blocks() const {
    return (super_.inodes_per_group * inode_size_ + block_size_ - 1) / block_size_;
}

bool volume::has_superblock(uint32_t group) const {
    return super_.revision == 0 || (super_.features_read_only & read_only_sparse_super) == 0 ||
           group <= 1 || is_power_of(group, 3) || is_power_of(group, 5) || is_power_of(group, 7);
}

bool volume::is_data(uint64_t block) const {
    if (block < super_.first_data_block || block >= super_.blocks_count) return false;
    const auto offset = static_cast<uint32_t>(block) - super_.first_data_block;
    const uint32_t group = offset / super_.blocks_per_group;
    const group_descriptor &d = groups_[group];
    if (block == d.block_bitmap || block == d.inode_bitmap) return false;
    if (block >= d.inode_table && block - d.inode_table < table_blocks()) return false;
    const uint32_t per_block = block_size_ / sizeof(group_descriptor);
    const auto descriptors = static_cast<uint32_t>((groups_.size() + per_block - 1) / per_block);
    return !has_superblock(group) || offset % super_.blocks_per_group > descriptors;
}

uint64_t volume::size_max() const {
    const uint64_t p = pointers_per_block();
    const uint64_t blocks = direct_blocks + p + p * p + p * p * p;
    constexpr uint64_t sectors_max = UINT32_MAX;  // what an inode can count, its tree included
    return std::min(blocks * block_size_, sectors_max * 512 - (sectors_max * 512 >> 7));
}

outcome<> volume::reserve(uint64_t blocks) {
    if (blocks > free_blocks()) return fail(ENOSPC);
    reserved_ += blocks;
    return {};
}

/// Puts the superblock and the descriptors into their buffers.
outcome<> volume::write_summary() {
    const uint64_t offset = superblock_offset % block_size_;
    const buffer_ref first = TRY(buffers_.get(superblock_offset / block_size_));
    std::memcpy(first.as<>(offset), &super_, sizeof super_);
    first.soil();
    const uint32_t per_block = block_size_ / sizeof(group_descriptor);
    const auto count = static_cast<uint32_t>(groups_.size());
    for (uint32_t g = 0; g < count; g += per_block) {
        const buffer_ref b =
            TRY(buffers_.get(super_.first_data_block + uint64_t{1} + g / per_block));
        const std::size_t bytes = std::min(per_block, count - g) * sizeof(group_descriptor);
        if (std::memcmp(b.as<>(), &groups_[g], bytes) == 0) continue;
        std::memcpy(b.as<>(), &groups_[g], bytes);
        b.soil();
    }
    summary_changed_ = false;
    return {};
}

/// What has been freed seems used, and an inode seems what it was before.
bool volume::hide(uint64_t block, char *bytes, what hidden) {
    if (block < super_.first_data_block) return false;
    const auto group =
        static_cast<uint32_t>((block - super_.first_data_block) / super_.blocks_per_group);
    if (group >= groups_.size()) return false;
    auto *bits = reinterpret_cast<uint8_t *>(bytes);
    if (block == groups_[group].block_bitmap) return blocks_.mark(group, bits);
    if (block == groups_[group].inode_bitmap) return inodes_.mark(group, bits);
    return hidden == what::all && old_.restore(block, bytes);
}

outcome<> volume::write_back() {
    if (read_only_) return {};
    if (summary_changed_) TRY(write_summary());
    TRY(buffers_.write_back());
    old_.clear();
    if (blocks_.leaving() || inodes_.leaving()) return {};
    blocks_.leave();
    inodes_.leave();
    leaving_mark_ = device_.mark();
    return {};
}

outcome<> volume::settle() {
    if (!blocks_.leaving() && !inodes_.leaving()) return {};
    TRY(device_.reached(leaving_mark_));
    blocks_.arrived();
    inodes_.arrived();
    return {};
}

outcome<> volume::sync() {
    if (read_only_) return {};
    TRY(write_back());
    TRY(device_.flush());
    blocks_.all_arrived();
    inodes_.all_arrived();
    return {};
}

outcome<> volume::close() {
    if (read_only_) return {};
    TRY(sync());
    if ((super_.state & state_errors) == 0) super_.state |= state_clean;
    summary_changed_ = true;
    const auto done = sync();
    read_only_ = true;
    return done;
}

std::unexpected<int> volume::corrupt(const char *what, uint64_t where) {
    device_.report(what, where);
    super_.state |= state_errors;
    summary_changed_ = true;
    return fail(EUCLEAN);
}

}  // namespace ext2
