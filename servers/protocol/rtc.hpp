/// \file
/// The battery clock: what the process server tells it. /dev/rtc0 is opened by device_open
/// (protocol/device.hpp) and answers io_control. Ids 25200 to 25299.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

#pragma pack(push, 4)
struct rtc_write_request {
    int64_t seconds;  ///< since 1970, UTC
};
#pragma pack(pop)

/// Somebody has set the time of day. Believed from the process server only, whose user it was must
/// have been root; other processes do not find the service.
using rtc_write = mach::rpc::simple_routine<25200, "rtc_write", rtc_write_request>;
using rtc_interface = mach::rpc::interface<"rtc", rtc_write>;

}  // namespace protocol
