/// \file
/// A mounted ext2 volume as a file system of the VFS.
#pragma once

#include <memory>

#include <ext2/volume.hpp>
#include <vfs/filesystem.hpp>
#include <vfs/vnode.hpp>

namespace ext2fs {

class node;

class filesystem final : public vfs::filesystem {
public:
    /// Takes over the device. As ext2::volume::open.
    static vfs::outcome<filesystem *> mount(std::unique_ptr<ext2::block_device> device,
                                            bool read_only);
    /// No file of it is open.
    ~filesystem() override = default;

    const char *type() const override { return "ext2"; }
    vfs::ref<vfs::vnode> root() override;
    vfs::filesystem_status status() const override;
    vfs::outcome<> sync() override;
    /// EBUSY while a file is open.
    vfs::outcome<> unmount() override;

    ext2::volume &volume() { return *volume_; }
    /// The one vnode of an inode, made if nobody has it. `above` is the directory it was found in.
    vfs::outcome<vfs::ref<node>> get(uint32_t number, node *above);
    /// The same for one that has just been created.
    vfs::outcome<vfs::ref<node>> adopt(const ext2::inode &made, node *above);
    void forget(node &n);

private:
    static constexpr std::size_t buckets = 256;
    filesystem(std::unique_ptr<ext2::block_device> device, ext2::volume *v)
        : vfs::filesystem(v->read_only()), device_(std::move(device)), volume_(v) {}

    std::unique_ptr<ext2::block_device> device_;
    std::unique_ptr<ext2::volume> volume_;
    node *bucket_[buckets] = {};
    std::size_t nodes_ = 0;
    vfs::ref<vfs::vnode> root_;
};

}  // namespace ext2fs
