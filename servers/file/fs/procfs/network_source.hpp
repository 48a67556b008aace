/// \file
/// What procfs knows about the network: asked from the network server (port/network_source.cpp),
/// made up by tests.
#pragma once

#include <fs/procfs/text_writer.hpp>
#include <vfs/result.hpp>

namespace procfs {

/// The contents of a file of /proc/net. ENOENT; EIO when the network server does not answer.
vfs::outcome<> read_network(const char *name, text_writer &out);

}  // namespace procfs
