/// \file
/// Making, moving and taking away names. Permissions and kinds are the caller's business; times are
/// seconds. Inodes that change are stored. What loses its last name is freed by `destroy` when
/// nobody uses it any more, which the caller knows.
#pragma once

#include <string_view>

#include <ext2/inode.hpp>

namespace ext2 {

struct new_inode {
    uint16_t mode;
    uint32_t uid, gid;
    uint64_t device = 0;
    std::string_view target = {};  ///< of a symbolic link; not longer than a block
    uint32_t now;
};

/// A new file, directory, link or device under a free name. ENOSPC, EMLINK, ENAMETOOLONG.
outcome<inode> create(volume &v, inode &parent, std::string_view name, const new_inode &how);
/// EMLINK, ENOSPC.
outcome<> link(volume &v, inode &parent, std::string_view name, inode &node, uint32_t now);
/// Of something other than a directory.
outcome<> unlink(volume &v, inode &parent, std::string_view name, inode &node, uint32_t now);
/// ENOTEMPTY.
outcome<> remove_directory(volume &v, inode &parent, std::string_view name, inode &node,
                           uint32_t now);

/// One end of a rename: `parent` may be the same object at both ends, and must be if it is the same
/// directory.
struct name_place {
    inode &parent;
    std::string_view name;
    inode *node;  ///< what the name stands for; null: nothing
};
/// Moves `from.node` to `to`, in place of what is there. ENOTEMPTY, EMLINK, ENOSPC.
outcome<> rename(volume &v, const name_place &from, const name_place &to, uint32_t now);
outcome<> exchange(volume &v, const name_place &a, const name_place &b, uint32_t now);

/// The target of a symbolic link. `buffer` has room for a block. \return its length.
outcome<uint32_t> read_link(volume &v, inode &node, char *buffer);

}  // namespace ext2
