/// \file
/// Descriptors that stand for processes (pidfd_open(2)); handlers as in calls.hpp.
#pragma once

#include <cstdint>

#include <protocol/process.hpp>
#include <protocol/pid_file.hpp>
#include <user_copy.hpp>

namespace posix {

/// \param pid 0: none yet, `id` is for a fork to make it the child's. \return the descriptor,
/// -errno.
long make_pid_file(int32_t pid, uint32_t flags, uint32_t &id);
/// -EBADF: the descriptor does not stand for a process.
long pid_of_file(int fd, protocol::pid_file_pid_reply &found);

long sys_pidfd_open(int pid, uint32_t flags);
long sys_pidfd_send_signal(int fd, int signal, user_address info, uint32_t flags);
long sys_pidfd_getfd(int fd, int target, uint32_t flags);

}  // namespace posix
