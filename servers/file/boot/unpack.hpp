/// \file
/// Fills the tree from the boot archive.
#pragma once

#include <string_view>

#include <vfs/vnode.hpp>

namespace boot {

/// What came of it; `reason` is null when all is well.
struct unpack_result {
    const char *reason;
    std::size_t offset;  ///< in the archive, where it went wrong
    unsigned files;
};

/// The boot archive is several archives, one after the other.
enum class which_archives {
    all,
    additions,  ///< all but the first, which is the system's own
};

/// Makes every entry of `archive` below `root` and in what is mounted there. Later ones replace
/// earlier ones, missing parents are made. Contents may stay in the archive's memory, which must
/// stay as it is.
unpack_result unpack(std::string_view archive, const vfs::ref<vfs::vnode> &root,
                     which_archives which = which_archives::all);

}  // namespace boot
