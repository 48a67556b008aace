/// \file
/// A mounted ext2 volume as a file system of the VFS.
#pragma once

#include <memory>
#include <string_view>

#include <ext2/volume.hpp>
#include <fs/ext2/contents.hpp>
#include <vfs/array.hpp>
#include <vfs/filesystem.hpp>
#include <vfs/vnode.hpp>

namespace ext2fs {

class node;

class filesystem final : public vfs::filesystem, private ext2::device_listener {
public:
    /// Takes over the device, whose name is `source`. As ext2::volume::open.
    static vfs::outcome<filesystem *> mount(std::unique_ptr<ext2::block_device> device,
                                            std::string_view source, bool read_only);
    /// No file of it is open.
    ~filesystem() override;

    const char *type() const override { return "ext2"; }
    const char *source() const override { return source_; }
    bool direct() const override { return true; }
    vfs::ref<vfs::vnode> root() override;
    vfs::filesystem_status status() const override;
    vfs::outcome<> sync() override;
    vfs::outcome<> sync_later(sync_state &state) override;
    bool write_back() override;
    /// EBUSY while a file is open.
    vfs::outcome<> unmount() override;
    vfs::outcome<> shut_down() override;

    ext2::volume &volume() { return *volume_; }
    /// The one vnode of an inode, made if nobody has it. `above` is the directory it was found in.
    vfs::outcome<vfs::ref<node>> get(uint32_t number, node *above);
    /// The same for one that has just been created.
    vfs::outcome<vfs::ref<node>> adopt(const ext2::inode &made, node *above);
    void forget(node &n);
    page_account &account() { return account_; }
    /// When too much has been changed: writes it. When files take more memory than they may: gives
    /// back those that no client has mapped.
    void shrink();
    /// Keeps a file as long as clients have mapped it or hold pages of it. ENOMEM.
    vfs::outcome<> hold(node &n);
    /// It has lost its last name and goes with its last user.
    void let_go(node &n);

private:
    static constexpr std::size_t buckets = 256;
    static constexpr std::size_t kept_max = 512;
    /// Pages of files that nobody has open; a larger file is not kept at all.
    static constexpr uint64_t kept_pages_max = 4096;
    filesystem(std::unique_ptr<ext2::block_device> device, ext2::volume *v);

    void progress() override;
    void settle();
    void keep(node &n);
    void release(std::size_t at);
    void release_all();
    /// Lets files go that no client holds any more.
    void let_unused_go();

    char source_[40] = {};
    std::unique_ptr<ext2::block_device> device_;
    std::unique_ptr<ext2::volume> volume_;
    node *bucket_[buckets] = {};
    std::size_t nodes_ = 0;
    page_account account_;
    uint64_t resident_max_;
    int error_ = 0;            ///< of what was written in the background, until a sync tells it
    vfs::array<node *> held_;  ///< each with a reference
    /// Files that stay in memory although nobody has them open, in no order; one that was found
    /// again since the hand passed stays (the clock algorithm).
    node *kept_[kept_max] = {};
    std::size_t hand_ = 0;
    vfs::ref<vfs::vnode> root_;
};

}  // namespace ext2fs
