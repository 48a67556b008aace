/// \file
/// Moving data between the application's memory and an open file.
#pragma once

#include <cstdint>

#include <mach/port.h>
#include <protocol/io.hpp>
#include <user_copy.hpp>

namespace posix {

/// Larger single transfers are cut to this (Linux's MAX_RW_COUNT is near 2 GiB; here a message's
/// out-of-line memory bounds it).
inline constexpr uint64_t transfer_max = 0x1000'0000;

/// Reads up to `size` bytes at `offset` (or protocol::io_at_position). \param regular a regular
/// file, where a large read may be made of several small ones. \return bytes, 0 at the end, -errno
/// or a restart code.
long read_file(mach_port_t file, bool regular, user_address buffer, uint64_t size, int64_t offset);
/// Reads what there is into a vector of buffers, `size` bytes together, by one request: a reader of
/// a pipe does not wait for a second piece, and a datagram is one.
long read_pieces(mach_port_t file, user_address vector, uint64_t count, uint64_t size,
                 int64_t offset);
/// A buffer that a pipe's or a stream's bytes would be lost on, which can be read only once: waits
/// as the read would have. \return 0 at the end, -EFAULT, -EAGAIN or a restart code.
long refuse_buffer(int fd, mach_port_t file);
/// Writes; raises SIGPIPE with EPIPE.
long write_file(mach_port_t file, bool regular, user_address buffer, uint64_t size, int64_t offset);

/// What becomes of an I/O call's failure: errno, and for a terminal that belongs to another group
/// the signal that POSIX says.
/// \param cookie in: the call's; out: with the override bit when the call is to be made again.
/// \return 0 when the call is to be made again.
long failed_call(kern_return_t result, uint32_t &cookie);

}  // namespace posix
