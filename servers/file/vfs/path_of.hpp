/// \file
/// From a vnode back to a path.
#pragma once

#include <string_view>

#include <vfs/vnode.hpp>

namespace vfs {

/// The absolute path of `node` as seen under `root`, in the end of `buffer` (path_length_max
/// bytes). ENOENT when it has no name any more, ENAMETOOLONG.
outcome<std::string_view> path_of(vnode &node, const vnode &root, char *buffer);

}  // namespace vfs
