/// \file
/// Who asks, and what that one may do.
#pragma once

#include <cstdint>

#include <vfs/result.hpp>

namespace vfs {

class vnode;

struct credentials {
    uint32_t uid = 0, gid = 0;  ///< effective (for access(2): real)
    uint32_t pid = 0;           ///< 0: a server
    bool superuser() const { return uid == 0; }
};

/// Whose request is being served, for names that mean the one who asks (/proc/self). Set by each
/// walk.
extern uint32_t calling_process;

/// Values of access(2).
inline constexpr unsigned may_execute = 1, may_write = 2, may_read = 4;

/// Is every bit of `wanted` granted by the node's owner, group and mode? EACCES, or EROFS for
/// writing to what its file system never writes.
[[nodiscard]] outcome<> check_access(const vnode &node, const credentials &who, unsigned wanted);

/// May `who` change what only the owner may? EPERM.
[[nodiscard]] outcome<> check_owner(const vnode &node, const credentials &who);

/// May `who` take the entry `node` out of `directory`: write and search permission, and the sticky
/// bit.
[[nodiscard]] outcome<> check_removal(const vnode &directory, const vnode &node,
                                      const credentials &who);

}  // namespace vfs
