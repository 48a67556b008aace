/// \file
/// The handlers of epoll.cpp and event.cpp; as calls.hpp.
#pragma once

#include <cstdint>

#include <user_copy.hpp>

namespace posix {

long sys_epoll_create1(uint32_t flags);
long sys_epoll_ctl(int set, uint32_t operation, int fd, user_address event);
long sys_epoll_pwait(int set, user_address events, int count, int milliseconds, user_address mask,
                     uint64_t mask_size);
long sys_epoll_pwait2(int set, user_address events, int count, user_address timeout,
                      user_address mask, uint64_t mask_size);
long sys_signalfd4(int fd, user_address mask, uint64_t mask_size, uint32_t flags);
long sys_eventfd2(uint32_t value, uint32_t flags);
long sys_timerfd_create(int clock, uint32_t flags);
long sys_timerfd_settime(int fd, uint32_t flags, user_address value, user_address old);
long sys_timerfd_gettime(int fd, user_address value);

}  // namespace posix
