/// \file
/// What all files of a tmpfs have in common, and the kinds that have no contents to speak of.
#pragma once

#include <fs/tmpfs/tmpfs.hpp>
#include <vfs/pipe.hpp>
#include <vfs/vnode.hpp>

namespace tmpfs {

struct entry;

class node : public vfs::vnode {
public:
    filesystem &owner() const { return static_cast<filesystem &>(fs()); }
    vfs::name_in_directory name() override;
    /// A name of this file has been made, or goes. The list belongs to the names' directories.
    void add_name(entry &e);
    void remove_name(entry &e);

protected:
    /// Counts one node of `fs`, which take_node has granted.
    node(filesystem &fs, const vfs::new_node &how);
    ~node() override;

private:
    entry *names_ = nullptr;
};

class symlink final : public node {
public:
    static vfs::outcome<vfs::ref<node>> create(filesystem &fs, const vfs::new_node &how);
    vfs::outcome<std::string_view> read_link(char *buffer) override;

private:
    symlink(filesystem &fs, const vfs::new_node &how, char *target);
    ~symlink() override;
    char *target_;  ///< `size` bytes
};

/// A FIFO: the pipe exists while somebody has it open.
class fifo final : public node {
public:
    fifo(filesystem &fs, const vfs::new_node &how) : node(fs, how) {}
    vfs::outcome<vfs::ref<vfs::io_object>> open(uint32_t flags) override;

private:
    ~fifo() override;
    vfs::pipe *pipe_ = nullptr;  ///< owned by those who have it open
};

/// A device or socket: a number, or nothing, under a name.
class special final : public node {
public:
    special(filesystem &fs, const vfs::new_node &how) : node(fs, how) {}
};

/// A file of the kind that `how.mode` says, with no name yet. ENOSPC, ENOMEM.
vfs::outcome<vfs::ref<node>> make_node(filesystem &fs, const vfs::new_node &how);

}  // namespace tmpfs
