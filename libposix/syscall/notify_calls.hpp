/// \file
/// The handlers of notify.cpp; as calls.hpp.
#pragma once

#include <cstdint>

#include <user_copy.hpp>

namespace posix {

long sys_inotify_init1(uint32_t flags);
long sys_inotify_add_watch(int fd, user_address path, uint32_t mask);
long sys_inotify_rm_watch(int fd, int watch);

}  // namespace posix
