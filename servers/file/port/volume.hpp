/// \file
/// File systems on block devices.
#pragma once

#include <string_view>

#include <vfs/filesystem.hpp>

namespace port {

/// Must the driver have started already, or is it waited for?
enum class driver { is_there, may_come };

/// The file system on a device, not mounted yet and the caller's.
/// \param device as of block_open (protocol/block.hpp), folders before it are ignored.
/// ENXIO, and as ext2fs::filesystem::mount.
vfs::outcome<vfs::filesystem *> open_volume(std::string_view device, bool read_only, driver when);

}  // namespace port
