/// \file
/// A directory of a tmpfs.
#pragma once

#include <fs/tmpfs/name_table.hpp>
#include <fs/tmpfs/node.hpp>

namespace tmpfs {

class directory final : public node {
public:
    directory(filesystem &fs, const vfs::new_node &how);

    /// Makes it the top: above it is itself.
    void make_root() {
        parent_ = this;
        links = 2;
    }

    vfs::outcome<vfs::ref<vfs::vnode>> lookup(std::string_view name) override;
    vfs::outcome<vfs::ref<vfs::vnode>> create(std::string_view name,
                                              const vfs::new_node &how) override;
    vfs::outcome<vfs::ref<vfs::vnode>> create_nameless(const vfs::new_node &how) override;
    vfs::outcome<> link(std::string_view name, vfs::vnode &node) override;
    vfs::outcome<> unlink(std::string_view name, vfs::vnode &node) override;
    vfs::outcome<> remove_directory(std::string_view name, vfs::vnode &node) override;
    vfs::outcome<> rename(std::string_view name, vfs::vnode &node, vfs::vnode &directory,
                          std::string_view new_name, vfs::vnode *replaced) override;
    vfs::outcome<> exchange(std::string_view name, vfs::vnode &node, vfs::vnode &directory,
                            std::string_view other_name, vfs::vnode &other) override;
    vfs::ref<vfs::vnode> parent() override;
    vfs::outcome<> read_directory(uint64_t at, server::directory_packer &out) override;

private:
    vfs::outcome<> insert(std::string_view name, vfs::ref<node> target);
    void remove(entry &e);
    void changed(int64_t when, int64_t entries);

    name_table names_;
    directory *parent_ = nullptr;  ///< borrowed: a directory with children stays. Null: removed
};

}  // namespace tmpfs
