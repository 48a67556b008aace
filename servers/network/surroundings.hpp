/// \file
/// What all sockets share.
#pragma once

#include <lib/loop.hpp>

namespace network {

class alarm_clock;

struct surroundings {
    server::loop &loop;
    alarm_clock &clock;
};

}  // namespace network
