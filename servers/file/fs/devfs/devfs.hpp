/// \file
/// /dev: a tmpfs with the device nodes in it.
#pragma once

#include <fs/tmpfs/tmpfs.hpp>
#include <vfs/result.hpp>

namespace devfs {

/// Makes the nodes and links of /dev in an empty file system.
vfs::outcome<> populate(tmpfs::filesystem &fs);

}  // namespace devfs
