/// \file
/// The directory of a file system of message queues.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fs/mqueue/queue.hpp>
#include <vfs/credentials.hpp>

namespace mqueue {

class folder final : public vfs::vnode {
public:
    explicit folder(vfs::filesystem &fs);

    /// \return null: none has that name.
    vfs::ref<queue> find(std::string_view name) const;
    /// A new one. EINVAL: limits that are none; ENOSPC: there are too many; room's errors.
    vfs::outcome<vfs::ref<queue>> add(std::string_view name, const vfs::new_node &how,
                                      const limits &of);
    /// \return empty: it has no name any more.
    std::string_view name_of(const queue &which) const;

    vfs::outcome<vfs::ref<vfs::vnode>> lookup(std::string_view name) override;
    vfs::outcome<vfs::ref<vfs::vnode>> create(std::string_view name,
                                              const vfs::new_node &how) override;
    vfs::outcome<> unlink(std::string_view name, vfs::vnode &node) override;
    vfs::outcome<> read_directory(uint64_t at, server::directory_packer &out) override;
    vfs::ref<vfs::vnode> parent() override { return vfs::ref<vfs::vnode>::share(*this); }

private:
    struct entry {
        std::string name;
        vfs::ref<queue> target;
    };
    /// In the order they were made, which is that of their inodes.
    std::vector<entry> entries_;
    uint64_t next_inode_;
};

}  // namespace mqueue
