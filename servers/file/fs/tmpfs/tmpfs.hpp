/// \file
/// The file system in memory: root, /tmp, /dev.
#pragma once

#include <algorithm>

#include <vfs/filesystem.hpp>
#include <vfs/ref.hpp>
#include <vfs/vnode.hpp>

namespace tmpfs {

class directory;
class node;

class filesystem : public vfs::filesystem {
public:
    static constexpr uint64_t page = 4096;

    struct options {
        const char *type = "tmpfs";
        uint64_t pages_max = 0;  ///< of contents; 0: no limit
        uint64_t nodes_max = 0;
        uint32_t root_mode = 0755;
    };
    /// \return null when memory is exhausted.
    static filesystem *create(const options &how);
    /// No file of it is open.
    ~filesystem() override = default;

    const char *type() const override { return options_.type; }
    vfs::ref<vfs::vnode> root() override;
    vfs::filesystem_status status() const override;

    uint64_t next_inode() { return next_inode_++; }
    /// How many pages all file systems of this kind may hold together; at first there is no limit.
    static void limit_all(uint64_t pages) { all_pages_max_ = pages; }
    /// Accounts for pages of contents. \return false when there are no more: ENOSPC.
    [[nodiscard]] bool take_pages(uint64_t count) {
        if (count > pages_free()) return false;
        pages_ += count;
        all_pages_ += count;
        return true;
    }
    /// Of those pages, so many lie in the boot archive, where they would be anyway.
    static void borrowed(int64_t count) { all_borrowed_ += static_cast<uint64_t>(count); }
    /// Pages of memory that all file systems of this kind hold.
    static uint64_t held_by_all() { return all_pages_ - all_borrowed_; }
    void give_pages(uint64_t count) {
        pages_ -= count;
        all_pages_ -= count;
    }
    [[nodiscard]] bool take_node() {
        if (options_.nodes_max && nodes_ >= options_.nodes_max) return false;
        ++nodes_;
        return true;
    }
    void give_node() { --nodes_; }

private:
    explicit filesystem(const options &how) : options_(how) {}
    uint64_t pages_free() const {
        const uint64_t own = options_.pages_max ? options_.pages_max - pages_ : ~uint64_t{0};
        return std::min(own, all_pages_max_ - all_pages_);
    }

    static inline uint64_t all_pages_ = 0, all_pages_max_ = ~uint64_t{0}, all_borrowed_ = 0;

    options options_;
    uint64_t next_inode_ = 1, pages_ = 0, nodes_ = 0;
    vfs::ref<vfs::vnode> root_;
};

}  // namespace tmpfs
