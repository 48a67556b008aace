/// \file
/// signalfd. Behind such a descriptor stands a counter of the file server's (eventfd), so that poll
/// and epoll wait for it as for any other; it is kept above zero while the process server says that
/// signals of the mask are pending. Reading takes them from there, as sigwait does.
#pragma once

#include <cstdint>

#include <mach/port.h>
#include <user_copy.hpp>

namespace posix {

bool is_signal_file(mach_port_name_t port);
/// read(2). \return bytes, -EINVAL, -EAGAIN, -EFAULT, a restart code.
long read_signal_file(mach_port_name_t port, user_address buffer, uint64_t size);
/// These are pending: makes those readable that wait for one of them.
void note_signal_files(uint64_t pending);
/// The right has gone with its last descriptor.
void forget_signal_file(mach_port_name_t port);
/// A forked child has nothing pending.
void forget_signal_readiness();

}  // namespace posix
