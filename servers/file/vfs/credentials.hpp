/// \file
/// Who asks, and what that one may do.
#pragma once

#include <cstdint>
#include <span>

#include <vfs/result.hpp>

namespace vfs {

class vnode;

struct credentials {
    uint32_t uid = 0, gid = 0;  ///< effective (for access(2): real)
    uint32_t pid = 0;           ///< 0: a server
    uint32_t groups = 0;        ///< names the list of supplementary groups; 0: an empty one
    bool superuser() const { return uid == 0; }
    /// Is that group the effective one or a supplementary one?
    bool in_group(uint32_t group) const { return gid == group || listed(group); }

private:
    bool listed(uint32_t group) const;
};

/// The groups of a list, which never changes. Asked from the process server
/// (port/process_client.cpp), made up by tests.
std::span<const uint32_t> groups_of_list(uint32_t list);

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

/// May `who` give the file a further name: its owner, or who may read and write a regular file that
/// lends no privileges (Linux's protected_hardlinks)? EPERM.
[[nodiscard]] outcome<> check_linkable(const vnode &node, const credentials &who);

/// May `who` take the entry `node` out of `directory`: write and search permission, and the sticky
/// bit.
[[nodiscard]] outcome<> check_removal(const vnode &directory, const vnode &node,
                                      const credentials &who);

}  // namespace vfs
