/// \file
/// What all sockets share.
#pragma once

#include <lib/alarm_clock.hpp>
#include <lib/loop.hpp>

namespace network {

struct surroundings {
    server::loop &loop;
    server::alarm_clock &clock;
};

}  // namespace network
