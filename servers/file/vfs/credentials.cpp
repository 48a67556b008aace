#include <vfs/credentials.hpp>

#include <algorithm>

#include <sys/stat.h>

#include <vfs/filesystem.hpp>
#include <vfs/vnode.hpp>

namespace vfs {

uint32_t calling_process = 0;

bool credentials::listed(uint32_t group) const {
    if (groups == 0) return false;
    const auto list = groups_of_list(groups);
    return std::find(list.begin(), list.end(), group) != list.end();
}

outcome<> check_access(const vnode &node, const credentials &who, unsigned wanted) {
    if ((wanted & may_write) && node.fs().read_only() && !S_ISCHR(node.mode) &&
        !S_ISFIFO(node.mode))
        return fail(EROFS);
    if (who.superuser()) {
        // Root reads and writes anything, but executes only what somebody may.
        const bool executable = S_ISDIR(node.mode) || (node.mode & 0111) != 0;
        if ((wanted & may_execute) && !executable) return fail(EACCES);
        return {};
    }
    unsigned granted = node.mode;
    if (who.uid == node.uid)
        granted >>= 6;
    else if (who.in_group(node.gid))
        granted >>= 3;
    if ((granted & wanted) != wanted) return fail(EACCES);
    return {};
}

outcome<> check_owner(const vnode &node, const credentials &who) {
    if (!who.superuser() && who.uid != node.uid) return fail(EPERM);
    return {};
}

outcome<> check_linkable(const vnode &node, const credentials &who) {
    if (check_owner(node, who)) return {};
    const bool privileged =
        (node.mode & S_ISUID) || (node.mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP);
    if (!node.is_regular() || privileged || !check_access(node, who, may_read | may_write))
        return fail(EPERM);
    return {};
}

outcome<> check_removal(const vnode &directory, const vnode &node, const credentials &who) {
    TRY(check_access(directory, who, may_write | may_execute));
    if ((directory.mode & S_ISVTX) && !who.superuser() && who.uid != node.uid &&
        who.uid != directory.uid)
        return fail(EPERM);
    return {};
}

}  // namespace vfs
