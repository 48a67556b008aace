/// \file
/// A file of an ext2 volume.
#pragma once

#include <string>

#include <ext2/inode.hpp>
#include <fs/ext2/contents.hpp>
#include <fs/ext2/filesystem.hpp>

namespace vfs {
class pipe;
}

namespace ext2fs {

class node final : public vfs::vnode {
public:
    node(filesystem &fs, const ext2::inode &raw, node *above);

    static constexpr std::size_t not_kept = SIZE_MAX;
    node *next_in_bucket = nullptr;  ///< these four: filesystem's
    std::size_t kept_at = not_kept;
    bool found_again = false, held = false;

    filesystem &owner() const { return static_cast<filesystem &>(fs()); }
    node *above() const { return above_.get(); }
    /// Writes what has been changed, but for the volume's own metadata.
    /// \param whole if not, it ends with EAGAIN when the device has enough to do
    vfs::outcome<> flush(bool whole = true);
    /// The system ends: a file without a name goes although it is in use.
    vfs::outcome<> end();
    /// As contents::drop. What could not be written stays.
    vfs::outcome<> drop_pages();
    /// Is it still needed by who has mapped it? When not, it counts as never mapped.
    bool in_use();
    /// Has it to be looked at again even when nothing is changed by calls?
    bool needs_watching() const { return contents_.shared() || links == 0; }
    /// In memory.
    uint64_t pages() const { return contents_.pages(); }

    uint64_t blocks() const override { return raw_.raw.sectors; }
    void touch() override;
    vfs::outcome<vfs::ref<vfs::vnode>> lookup(std::string_view name) override;
    vfs::outcome<vfs::ref<vfs::vnode>> create(std::string_view name,
                                              const vfs::new_node &how) override;
    vfs::outcome<> link(std::string_view name, vfs::vnode &target) override;
    vfs::outcome<> unlink(std::string_view name, vfs::vnode &target) override;
    vfs::outcome<> remove_directory(std::string_view name, vfs::vnode &target) override;
    vfs::outcome<> rename(std::string_view name, vfs::vnode &target, vfs::vnode &directory,
                          std::string_view new_name, vfs::vnode *replaced) override;
    vfs::outcome<> exchange(std::string_view name, vfs::vnode &target, vfs::vnode &directory,
                            std::string_view other_name, vfs::vnode &other) override;
    vfs::ref<vfs::vnode> parent() override;
    vfs::name_in_directory name() override;
    vfs::outcome<> read_directory(uint64_t at, server::directory_packer &out) override;
    vfs::outcome<std::string_view> read_link(char *buffer) override;
    vfs::outcome<> truncate(uint64_t new_size) override;
    vfs::outcome<vfs::ref<vfs::io_object>> open(uint32_t flags) override;

    vfs::outcome<std::size_t> read(vfs::description &by, uint64_t offset, char *to,
                                   std::size_t count) override;
    vfs::outcome<std::size_t> write(vfs::description &by, uint64_t offset, const char *from,
                                    std::size_t count) override;
    vfs::outcome<vfs::mappable> map(bool writable) override;
    /// There is no way but writing: EOPNOTSUPP, and the C library writes.
    vfs::outcome<> allocate(uint64_t begin, uint64_t end, bool keep_size) override;
    vfs::outcome<> punch(uint64_t begin, uint64_t end) override;
    uint64_t next_data(uint64_t at) override { return contents_.next(at, true); }
    uint64_t next_hole(uint64_t at) override { return contents_.next(at, false); }
    const char *window(uint64_t offset, std::size_t &count) override;
    void closed(vfs::description &by) override;
    bool seekable() const override { return is_regular(); }
    vfs::wait_queue *waiters() override { return is_regular() ? &contents_.waiters() : nullptr; }

private:
    ~node() override;
    /// Takes over what the library has changed in the inode.
    void show();
    /// The same after a change, which is to be written.
    void changed();
    static uint32_t seconds();

    ext2::inode raw_;
    contents contents_;
    vfs::ref<node> above_;       ///< directories: the one above; others: one that has a name of it
    std::string name_;           ///< what name() refers to
    vfs::pipe *pipe_ = nullptr;  ///< a FIFO's, owned by those who have it open
    bool removed_ = false;
};

}  // namespace ext2fs
