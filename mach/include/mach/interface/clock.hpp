/// \file
/// Clocks, and processors. Ids 1000 to 1099 and 3000 to 3099.
#pragma once

#include <mach/interface/host.hpp>

namespace mach::interface {

#pragma pack(push, 4)
struct clock_alarm_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send_once};
    mach_msg_port_descriptor_t port;
    uint32_t type;  ///< TIME_ABSOLUTE, TIME_RELATIVE
    int64_t seconds;
    int32_t nanoseconds;
};
struct clock_set_time_request {
    int64_t seconds;
    int32_t nanoseconds;
};
/// The alarm itself, to the port given.
struct clock_alarm_reply_request {
    kern_return_t code;
    uint32_t type;
    int64_t seconds;
    int32_t nanoseconds;
};
#pragma pack(pop)

using clock_get_time = rpc::routine<1000, "clock_get_time", rpc::empty_request, host_time_reply>;
using clock_get_attributes = rpc::routine<1001, "clock_get_attributes", info_request, info_reply>;
using clock_alarm = rpc::routine<1002, "clock_alarm", clock_alarm_request>;
using clock_alarm_reply = rpc::simple_routine<1050, "clock_alarm_reply", clock_alarm_reply_request>;
using clock_interface = rpc::interface<"clock", clock_get_time, clock_get_attributes, clock_alarm>;

using processor_start = rpc::routine<3000, "processor_start", rpc::empty_request>;
using processor_exit = rpc::routine<3001, "processor_exit", rpc::empty_request>;
using processor_info = rpc::routine<3002, "processor_info", info_request, info_reply>;
using processor_interface =
    rpc::interface<"processor", processor_start, processor_exit, processor_info>;

}  // namespace mach::interface
