/// \file
/// The clock of everything in this server that is due at a time.
#pragma once

#include <lib/alarm_clock.hpp>

namespace port {

server::alarm_clock &main_clock();

}  // namespace port
