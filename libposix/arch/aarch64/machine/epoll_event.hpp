/// \file
/// Linux's struct epoll_event.
#pragma once

#include <cstdint>

namespace posix::machine {

struct epoll_event {
    uint32_t events;
    uint64_t data;
};

}  // namespace posix::machine
