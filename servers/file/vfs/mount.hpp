/// \file
/// Where file systems, and other servers, hang in the tree.
#pragma once

#include <cstdint>

#include <vfs/ref.hpp>
#include <vfs/result.hpp>
#include <vfs/vnode.hpp>

namespace vfs {

/// One mount. What it covers keeps a pointer to it.
class mount {
public:
    /// Of a file system of this server.
    mount(filesystem &fs, ref<vnode> root, ref<vnode> covered);
    /// Of another server, by a send right of this task to its root directory, which the mount owns.
    mount(uint32_t server, ref<vnode> covered);
    mount(const mount &) = delete;
    mount &operator=(const mount &) = delete;

    bool foreign() const { return fs_ == nullptr; }
    filesystem *fs() const { return fs_; }
    uint32_t server() const { return server_; }
    const ref<vnode> &root() const { return root_; }
    const ref<vnode> &covered() const { return covered_; }
    mount *next() const { return next_; }

private:
    friend class mount_table;
    filesystem *fs_ = nullptr;
    uint32_t server_ = 0;
    ref<vnode> root_, covered_;
    mount *next_ = nullptr;
};

/// All mounts, in the order they were made.
class mount_table {
public:
    /// The first: the root of everything.
    outcome<> set_root(filesystem &fs);
    /// Mounts on the directory `on`. ENOTDIR, EBUSY when something is mounted there.
    outcome<> add(filesystem &fs, vnode &on);
    outcome<> add_server(uint32_t server, vnode &on);
    /// Unmounts. \return another server's send right, now the caller's; 0 for a file system of this
    /// one.
    uint32_t remove(mount &which);

    const ref<vnode> &root() const { return first_->root_; }
    mount *first() const { return first_; }

private:
    void append(mount &m);

    mount *first_ = nullptr;
};

extern mount_table mounts;

/// The directory above `node`, out of the top of a mounted file system too; `root` is never left.
/// Null when `node` has been removed.
ref<vnode> directory_above(vnode &node, const vnode &root);

}  // namespace vfs
