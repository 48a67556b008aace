#include <mach/interface/clock.hpp>

#include "call.hpp"

namespace interface = mach::interface;
using libmach::exchange;

kern_return_t clock_get_time(clock_serv_t clock, mach_timespec_t *time) {
    exchange<interface::clock_get_time> x;
    const kern_return_t kr = x.call(clock);
    if (kr == KERN_SUCCESS) *time = {x.reply().seconds, x.reply().nanoseconds};
    return kr;
}

kern_return_t clock_get_attributes(clock_serv_t clock, int flavor, int *attributes,
                                   uint32_t *count) {
    return libmach::info<interface::clock_get_attributes>(clock, flavor, attributes, count);
}

kern_return_t clock_alarm(clock_serv_t clock, alarm_type_t type, mach_timespec_t time,
                          mach_port_t port) {
    exchange<interface::clock_alarm> x;
    x.request() = {.port = mach::rpc::port_descriptor(port, MACH_MSG_TYPE_MAKE_SEND_ONCE),
                   .type = static_cast<uint32_t>(type),
                   .seconds = time.tv_sec,
                   .nanoseconds = time.tv_nsec};
    return x.call(clock);
}
