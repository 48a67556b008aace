/// \file
/// Operations on the host name port, which every task has. Ids 200 to 299.
#pragma once

#include <mach/interface/task.hpp>

namespace mach::interface {

#pragma pack(push, 4)
struct host_text_reply {
    kern_return_t result;
    rpc::tail<char, 256> variable;
};
struct host_time_reply {
    kern_return_t result;
    int64_t seconds;
    int32_t nanoseconds;
};
struct host_seed_reply {
    kern_return_t result;
    uint64_t seed;
};
struct host_log_request {
    uint64_t offset;  ///< bytes since boot
};
struct host_log_reply {
    kern_return_t result;
    uint64_t offset;  ///< of the first byte given (later than asked for when the ring has gone on)
    rpc::tail<char, 4000> variable;
};
struct host_zone_request {
    uint32_t first;
};
struct host_zone_record {
    char name[24];
    uint32_t size;    ///< bytes of one object
    uint64_t in_use;  ///< objects
    uint64_t pages;
};
struct host_zone_reply {
    kern_return_t result;
    rpc::tail<host_zone_record, 64> variable;
};
struct host_clock_request {
    uint32_t clock;  ///< SYSTEM_CLOCK, CALENDAR_CLOCK
};
#pragma pack(pop)

using host_info = rpc::routine<200, "host_info", info_request, info_reply>;
using host_kernel_version =
    rpc::routine<201, "host_kernel_version", rpc::empty_request, host_text_reply>;
using host_statistics = rpc::routine<202, "host_statistics", info_request, info_reply>;
using host_get_clock_service =
    rpc::routine<203, "host_get_clock_service", host_clock_request, port_reply>;
using host_get_time = rpc::routine<204, "host_get_time", rpc::empty_request, host_time_reply>;
using host_map_time = rpc::routine<205, "host_map_time", rpc::empty_request, port_reply>;
using host_random_seed = rpc::routine<206, "host_random_seed", rpc::empty_request, host_seed_reply>;
using host_kernel_log = rpc::routine<207, "host_kernel_log", host_log_request, host_log_reply>;
using host_zone_info = rpc::routine<208, "host_zone_info", host_zone_request, host_zone_reply>;

using host_interface =
    rpc::interface<"host", host_info, host_kernel_version, host_statistics, host_get_clock_service,
                   host_get_time, host_map_time, host_random_seed, host_kernel_log, host_zone_info>;

}  // namespace mach::interface
