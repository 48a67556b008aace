#include <mach/host.h>
#include <mach/interface/host_priv.hpp>

#include "exception_ports.hpp"

namespace interface = mach::interface;
using libmach::exchange;

kern_return_t host_set_exception_ports(host_priv_t host_priv, exception_mask_t mask,
                                       mach_port_t port, exception_behavior_t behavior,
                                       thread_state_flavor_t flavor) {
    exchange<interface::host_set_exception_ports> x;
    return libmach::set_exception_ports(x, host_priv, mask, port, behavior, flavor);
}

kern_return_t host_get_exception_ports(host_priv_t host_priv, exception_mask_t mask,
                                       exception_mask_array_t masks, mach_msg_type_number_t *count,
                                       mach_port_array_t ports,
                                       exception_behavior_array_t behaviors,
                                       exception_flavor_array_t flavors) {
    exchange<interface::host_get_exception_ports> x;
    x.request().mask = mask;
    const kern_return_t kr = x.call(host_priv);
    return kr == KERN_SUCCESS
               ? libmach::give_exception_ports(x.reply(), masks, count, ports, behaviors, flavors)
               : kr;
}
