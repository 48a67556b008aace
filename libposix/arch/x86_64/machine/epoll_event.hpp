/// \file
/// Linux's struct epoll_event, which is packed here alone.
#pragma once

#include <cstdint>

namespace posix::machine {

struct __attribute__((packed)) epoll_event {
    uint32_t events;
    uint64_t data;
};

}  // namespace posix::machine
