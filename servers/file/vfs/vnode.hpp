/// \file
/// A file of any kind, as every file system presents it.
///
/// The attributes that permission checks and stat need are plain members, so that neither costs a
/// call; a file system on a disk fills them when it loads an inode and writes them back in `touch`.
/// Operations on names belong to directories; they are called with permissions checked and with
/// names of 1 to 255 bytes other than "." and "..".
#pragma once

#include <string_view>

#include <sys/stat.h>

#include <vfs/io_object.hpp>

namespace server {
class directory_packer;
}

namespace vfs {

class filesystem;
class mount;
class record_locks;
struct watch;

inline constexpr std::size_t name_length_max = 255;
inline constexpr std::size_t path_length_max = 4095;

/// What a new directory entry is to be.
struct new_node {
    uint32_t mode;  ///< with the file type
    uint32_t uid, gid;
    uint64_t special = 0;          ///< device number
    std::string_view target = {};  ///< of a symbolic link
};

/// Where to find a file again by name.
struct name_in_directory {
    ref<class vnode> directory;
    std::string_view name;
};

class vnode : public io_object {
public:
    uint64_t inode = 0;
    uint32_t mode = 0;
    uint32_t links = 0;
    uint32_t uid = 0, gid = 0;
    bool linkable = false;  ///< has no name yet, but may be given one
    uint64_t special = 0;
    uint64_t size = 0;
    int64_t access_time = 0, modification_time = 0, change_time = 0;
    mount *mounted_here = nullptr;  ///< borrowed: a mount stays until its covered node lets go
    record_locks *locks = nullptr;  ///< owned; made with the first lock
    watch *watches = nullptr;       ///< their notifiers', each of which holds this node

    filesystem &fs() const { return *fs_; }
    bool is_directory() const { return S_ISDIR(mode); }
    bool is_regular() const { return S_ISREG(mode); }
    bool is_link() const { return S_ISLNK(mode); }

    /// Units of 512 bytes.
    virtual uint64_t blocks() const { return 0; }
    /// Brings attributes up to date that the file system computes only when asked.
    virtual void refresh() {}
    /// The attributes have been changed by the VFS.
    virtual void touch() {}

    /// ENOENT when there is no such name.
    virtual outcome<ref<vnode>> lookup(std::string_view name);
    /// Makes what `how` says. The name is free.
    virtual outcome<ref<vnode>> create(std::string_view name, const new_node &how);
    /// Makes a regular file that no directory lists and that is gone when nobody has it open.
    /// EOPNOTSUPP.
    virtual outcome<ref<vnode>> create_nameless(const new_node &) { return fail(EOPNOTSUPP); }
    /// A further name for `node`, which is of this file system and no directory.
    virtual outcome<> link(std::string_view name, vnode &node);
    /// Takes away the name of something other than a directory.
    virtual outcome<> unlink(std::string_view name, vnode &node);
    /// ENOTEMPTY.
    virtual outcome<> remove_directory(std::string_view name, vnode &node);
    /// Moves `node` from here to `directory`, in place of `replaced` if that is not null. Kinds
    /// fit; ENOTEMPTY.
    virtual outcome<> rename(std::string_view name, vnode &node, vnode &directory,
                             std::string_view new_name, vnode *replaced);
    virtual outcome<> exchange(std::string_view name, vnode &node, vnode &directory,
                               std::string_view other_name, vnode &other);
    /// The directory above within the file system; the root's is the root itself; null when it has
    /// been removed.
    virtual ref<vnode> parent() { return nullptr; }
    /// One of the names by which a file (not the file system's root) can be found; no directory
    /// when it has none any more.
    virtual name_in_directory name() { return {}; }
    /// Adds entries from position `at` on, until the packer is full or the end is reached.
    virtual outcome<> read_directory(uint64_t at, server::directory_packer &out);

    /// Contents of a symbolic link. `buffer` (path_length_max bytes) may be used to hold it.
    virtual outcome<std::string_view> read_link(char *buffer);
    /// A link whose target is no path but this file itself (procfs's exe, cwd); null: follow its
    /// text.
    virtual ref<vnode> link_target() { return nullptr; }
    virtual outcome<> truncate(uint64_t new_size);
    /// Makes sure of space for [begin, end), and of a size of `end` at least unless `keep_size`.
    virtual outcome<> allocate(uint64_t begin, uint64_t end, bool keep_size);
    /// Gives the space of [begin, end) back: zeros are read there.
    virtual outcome<> punch(uint64_t begin, uint64_t end);
    /// Where data begins, or the next hole, from `at` on, which lies below `size`. \return `size`
    /// when there is none but the hole at the end.
    virtual uint64_t next_data(uint64_t at) { return at; }
    virtual uint64_t next_hole(uint64_t) { return size; }
    /// F_SEAL_* that hold. EINVAL: it cannot be sealed.
    virtual outcome<uint32_t> seals() { return fail(EINVAL); }
    /// EPERM: it is sealed against that; EBUSY: somebody may write by a mapping; EINVAL.
    virtual outcome<> add_seals(uint32_t) { return fail(EINVAL); }
    /// Writes what an empty file is to hold; `bytes` stay as they are for ever and may be kept.
    virtual outcome<> fill(std::string_view bytes);
    /// What reads and writes go to. Called for each open of something other than a directory or
    /// device.
    virtual outcome<ref<io_object>> open(uint32_t flags);

protected:
    explicit vnode(filesystem &fs) : fs_(&fs) {}
    ~vnode() override;

private:
    filesystem *fs_;
};

}  // namespace vfs
