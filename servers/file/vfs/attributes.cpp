#include <vfs/attributes.hpp>

#include <vfs/clock.hpp>
#include <vfs/filesystem.hpp>
#include <vfs/happening.hpp>
#include <vfs/vnode.hpp>

namespace vfs {

namespace {

outcome<> check(const vnode &node, const credentials &who, const attribute_change &change) {
    if (node.fs().read_only()) return fail(EROFS);
    if (change.mode) TRY(check_owner(node, who));
    if (!who.superuser()) {
        if (change.uid && (*change.uid != node.uid || who.uid != node.uid)) return fail(EPERM);
        if (change.gid &&
            (who.uid != node.uid || (*change.gid != node.gid && !who.in_group(*change.gid))))
            return fail(EPERM);
    }
    if (change.access_time || change.modification_time)
        TRY(check_owner(node, who));
    else if ((change.access_now || change.modification_now) && !check_owner(node, who))
        TRY(check_access(node, who, may_write));
    return {};
}

/// As Linux: the times alone look like the reading or writing that would have set them.
uint32_t happening_of(const attribute_change &change) {
    const bool accessed = change.access_time || change.access_now;
    const bool modified = change.modification_time || change.modification_now;
    if (change.mode || change.uid || change.gid || accessed == modified)
        return happening::attributes;
    return accessed ? happening::access : happening::modify;
}

}  // namespace

outcome<> change_attributes(vnode &node, const credentials &who, const attribute_change &change) {
    TRY(check(node, who, change));
    if (change.uid || change.gid) {
        // A program changes hands without its privileges, whoever gives it away.
        if (!node.is_directory()) {
            node.mode &= ~static_cast<uint32_t>(S_ISUID);
            if (node.mode & S_IXGRP) node.mode &= ~static_cast<uint32_t>(S_ISGID);
        }
        node.uid = change.uid.value_or(node.uid);
        node.gid = change.gid.value_or(node.gid);
    }
    if (change.mode) {
        uint32_t mode = *change.mode & 07777;
        if (!who.superuser() && !who.in_group(node.gid)) mode &= ~static_cast<uint32_t>(S_ISGID);
        node.mode = (node.mode & S_IFMT) | mode;
    }
    const int64_t time = now();
    if (change.access_now) node.access_time = time;
    if (change.modification_now) node.modification_time = time;
    node.access_time = change.access_time.value_or(node.access_time);
    node.modification_time = change.modification_time.value_or(node.modification_time);
    node.change_time = time;
    node.touch();
    tell(node, happening_of(change));
    return {};
}

}  // namespace vfs
