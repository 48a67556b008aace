#include <fs/ext2/filesystem.hpp>

#include <new>

#include <fs/ext2/node.hpp>

namespace ext2fs {

using vfs::fail, vfs::outcome, vfs::ref;

outcome<filesystem *> filesystem::mount(std::unique_ptr<ext2::block_device> device,
                                        bool read_only) {
    ext2::volume *volume = TRY(ext2::volume::open(*device, read_only));
    std::unique_ptr<filesystem> fs(new (std::nothrow) filesystem(std::move(device), volume));
    if (!fs) return fail(ENOMEM);
    auto top = TRY(fs->get(ext2::root_inode, nullptr));
    if (!top->is_directory()) return volume->corrupt("the root is no directory", ext2::root_inode);
    fs->root_ = std::move(top);
    return fs.release();
}

ref<vfs::vnode> filesystem::root() { return root_; }

vfs::filesystem_status filesystem::status() const {
    constexpr uint64_t linux_type = 0xef53;
    const ext2::superblock &s = volume_->super();
    return {.type = linux_type,
            .block_size = volume_->block_size(),
            .blocks = s.blocks_count,
            .blocks_free = volume_->free_blocks(),
            .files = s.inodes_count,
            .files_free = s.free_inodes};
}

outcome<> filesystem::sync() {
    outcome<> all;
    for (node *first : bucket_)
        for (node *n = first; n; n = n->next_in_bucket)
            if (auto flushed = n->flush(); !flushed && all) all = flushed;
    if (auto synced = volume_->sync(); !synced && all) all = synced;
    return all;
}

outcome<> filesystem::unmount() {
    constexpr std::size_t own = 1;      // the root
    constexpr uint32_t held_by_us = 2;  // by this object and its mount
    if (nodes_ > own || root_->references() > held_by_us) return fail(EBUSY);
    TRY(sync());
    return volume_->close();
}

outcome<ref<node>> filesystem::get(uint32_t number, node *above) {
    for (node *n = bucket_[number % buckets]; n; n = n->next_in_bucket) {
        if (n->inode != number) continue;
        // So that no directory is below itself, whatever the disk says.
        if (n->is_directory() && above && n->above() != above)
            return volume_->corrupt("a directory has two names", number);
        return ref<node>::share(*n);
    }
    ext2::inode raw;
    TRY(volume_->load(number, raw));
    return adopt(raw, above);
}

outcome<ref<node>> filesystem::adopt(const ext2::inode &made, node *above) {
    auto *n = new (std::nothrow) node(*this, made, above);
    if (!n) return fail(ENOMEM);
    n->next_in_bucket = bucket_[made.number % buckets];
    bucket_[made.number % buckets] = n;
    ++nodes_;
    return ref<node>::adopt(n);
}

void filesystem::forget(node &n) {
    node **link = &bucket_[n.inode % buckets];
    while (*link != &n) link = &(*link)->next_in_bucket;
    *link = n.next_in_bucket;
    --nodes_;
}

}  // namespace ext2fs
