/// \file
/// Linux's structures of file attributes from the protocol's. `struct stat` and `struct statfs` are
/// the C library's, which on 64-bit architectures has the kernel's layout.
#pragma once

#include <sys/stat.h>
#include <sys/statfs.h>

#include <linux_statx.hpp>
#include <protocol/io.hpp>

namespace posix {

struct stat to_stat(const protocol::io_attributes &attributes);
linux_statx to_statx(const protocol::io_attributes &attributes);
struct statfs to_statfs(const protocol::io_filesystem &filesystem);

}  // namespace posix
