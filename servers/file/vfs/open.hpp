/// \file
/// Opening by path.
#pragma once

#include <vfs/description.hpp>
#include <vfs/device.hpp>
#include <vfs/walker.hpp>

namespace vfs {

/// Opens what `path` names, or makes it. \param mode permissions of a new file, umask applied.
/// \param into an empty description, filled on success unless the file is a device of another
/// server.
/// \return that device (server set), else an empty one. EAGAIN never: opening a FIFO succeeds at
/// once, and the caller waits.
outcome<device> open(walker &where, std::string_view path, uint32_t flags, uint32_t mode,
                     description &into);

}  // namespace vfs
