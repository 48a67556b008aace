/// \file
#include <chip/rtc_pl031.hpp>

namespace {
constexpr uint64_t RTCDR = 0x00;
}

uint32_t rtc_pl031::seconds() const { return registers_.read32(RTCDR); }
