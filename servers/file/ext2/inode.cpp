#include <ext2/inode.hpp>

#include <algorithm>
#include <cstring>

#include <ext2/block_map.hpp>

namespace ext2 {

namespace {

/// Do type and size fit together?
bool plausible(const volume &v, const inode &node) {
    switch (node.type()) {
    case 0100000: return node.size() <= v.size_max();
    case 0040000:
        return node.size() != 0 && node.size() % v.block_size() == 0 &&
               node.size() / v.block_size() <= v.super().blocks_count;
    case 0120000:
        return node.size() != 0 && (node.has_blocks(v) ? node.size() <= v.block_size()
                                                       : node.size() < sizeof node.raw.block);
    case 0010000:
    case 0020000:
    case 0060000:
    case 0140000: return true;
    default: return false;
    }
}

outcome<> drop_attributes(volume &v, inode &node) {
    const uint32_t block = std::exchange(node.raw.attribute_block, 0);
    if (!v.is_data(block)) return v.corrupt("an attribute block lies nowhere", block);
    const buffer_ref b = TRY(v.buffers().get(block));
    auto *header = b.as<attribute_header>();
    if (header->magic != attribute_magic) return v.corrupt("not an attribute block", block);
    if (header->references > 1) {
        --header->references;
        b.soil();
        return {};
    }
    return v.free_block(block);
}

}  // namespace

bool inode::has_blocks(const volume &v) const {
    if (is_directory() || is_regular()) return true;
    const uint32_t own = raw.attribute_block ? v.sectors_per_block() : 0;
    return is_link() && raw.sectors > own;
}

bool volume::is_inode(uint32_t number) const {
    const uint32_t first = super_.revision ? super_.first_inode : first_inode_revision_0;
    return number == root_inode || (number >= first && number <= super_.inodes_count);
}

outcome<buffer_ref> volume::inode_block(uint32_t number, uint32_t &offset) {
    const uint32_t index = (number - 1) % super_.inodes_per_group * inode_size_;
    offset = index % block_size_;
    const group_descriptor &d = groups_[(number - 1) / super_.inodes_per_group];
    return buffers_.get(d.inode_table + uint64_t{index / block_size_});
}

outcome<> volume::load(uint32_t number, inode &to) {
    if (!is_inode(number)) return corrupt("a directory names an impossible inode", number);
    uint32_t offset;
    const buffer_ref b = TRY(inode_block(number, offset));
    to = {};
    to.number = number;
    to.raw = *b.as<disk_inode>(offset);
    if (to.raw.links == 0) return corrupt("a directory names a deleted inode", number);
    if (!plausible(*this, to)) return corrupt("an inode contradicts itself", number);
    return {};
}

outcome<> volume::store(inode &from) {
    if (read_only_) return fail(EROFS);
    uint32_t offset;
    const buffer_ref b = TRY(inode_block(from.number, offset));
    std::memcpy(b.as<>(offset), &from.raw, sizeof from.raw);
    b.soil();
    from.dirty = false;
    if (from.is_regular() && from.size() > INT32_MAX && super_.revision > 0 &&
        (super_.features_read_only & read_only_large_file) == 0) {
        super_.features_read_only |= read_only_large_file;
        summary_changed_ = true;
    }
    return {};
}

outcome<> volume::keep_until_named(uint32_t number) {
    uint32_t offset;
    const buffer_ref b = TRY(inode_block(number, offset));
    return old_.add(b.block(), offset, *b.as<disk_inode>(offset));
}

outcome<> volume::clear(uint32_t number) {
    uint32_t offset;
    const buffer_ref b = TRY(inode_block(number, offset));
    std::memset(b.as<>(offset), 0, inode_size_);
    b.soil();
    return {};
}

uint64_t device_of(const inode &node) {
    if (const uint32_t old = node.raw.block[0]) return (old >> 8 & 0xff) << 8 | (old & 0xff);
    const uint32_t number = node.raw.block[1];  // major in bits 8 to 19, as users see it
    return number;
}

void set_device(inode &node, uint64_t number) {
    const bool old = (number & ~uint64_t{0xffff}) == 0;
    node.raw.block[0] = old ? static_cast<uint32_t>(number) : 0;
    node.raw.block[1] = old ? 0 : static_cast<uint32_t>(number);
    node.dirty = true;
}

uint8_t entry_type(uint16_t mode) {
    constexpr uint8_t types[16] = {0, 5, 3, 0, 2, 0, 4, 0, 1, 0, 7, 0, 6, 0, 0, 0};
    return types[mode >> 12];
}

outcome<> destroy(volume &v, inode &node, uint32_t now) {
    outcome<> freed;
    if (node.has_blocks(v)) freed = block_map(v, node).truncate(0);
    if (node.raw.attribute_block)
        if (auto dropped = drop_attributes(v, node); !dropped && freed) freed = dropped;
    // A smaller number would be taken for the next inode in a list of orphans.
    node.raw.deletion_time = std::max(now, v.super().inodes_count + 1);
    node.raw.links = 0;
    node.raw.sectors = 0;
    node.set_size(0);
    TRY(v.store(node));
    TRY(v.free_inode(node.number, node.is_directory()));
    return freed;
}

}  // namespace ext2
