/// \file
/// Where a path leads in an archive's tree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tree.hpp"

/// Whose request it is.
struct caller {
    uint32_t uid = 0, gid = 0;

    /// Does the mode grant every bit of `wanted` (R_OK 4, W_OK 2, X_OK 1)? Only the effective group
    /// counts.
    bool may(const tree::node &node, unsigned wanted) const;
};

struct destination {
    int error = 0;       ///< an errno value; then nothing else counts
    bool inside = true;  ///< false: the path leaves the tree
    tree::index node = 0;
    std::string rest;  ///< when it leaves: an absolute path, from the caller's own root on
};

/// Follows `path` from `start` on, links included: 40 at most, the last one only if `follow`. What
/// is above the root is above `mounted_on`, the absolute path that the tree is mounted on. ENOENT,
/// ENOTDIR, EACCES, ELOOP, ENAMETOOLONG.
destination walk(const tree &files, tree::index start, std::string_view path, bool follow,
                 const caller &who, std::string_view mounted_on);
