#include <mach/interface/thread.hpp>

#include "exception_ports.hpp"

namespace interface = mach::interface;
using libmach::exchange;

kern_return_t thread_set_exception_ports(thread_t thread, exception_mask_t mask, mach_port_t port,
                                         exception_behavior_t behavior,
                                         thread_state_flavor_t flavor) {
    exchange<interface::thread_set_exception_ports> x;
    return libmach::set_exception_ports(x, thread, mask, port, behavior, flavor);
}

kern_return_t thread_get_exception_ports(thread_t thread, exception_mask_t mask,
                                         exception_mask_array_t masks,
                                         mach_msg_type_number_t *count, mach_port_array_t ports,
                                         exception_behavior_array_t behaviors,
                                         exception_flavor_array_t flavors) {
    exchange<interface::thread_get_exception_ports> x;
    x.request().mask = mask;
    const kern_return_t kr = x.call(thread);
    return kr == KERN_SUCCESS
               ? libmach::give_exception_ports(x.reply(), masks, count, ports, behaviors, flavors)
               : kr;
}

kern_return_t thread_swap_exception_ports(thread_t thread, exception_mask_t mask, mach_port_t port,
                                          exception_behavior_t behavior,
                                          thread_state_flavor_t flavor,
                                          exception_mask_array_t masks,
                                          mach_msg_type_number_t *count, mach_port_array_t ports,
                                          exception_behavior_array_t behaviors,
                                          exception_flavor_array_t flavors) {
    exchange<interface::thread_swap_exception_ports> x;
    const kern_return_t kr = libmach::set_exception_ports(x, thread, mask, port, behavior, flavor);
    return kr == KERN_SUCCESS
               ? libmach::give_exception_ports(x.reply(), masks, count, ports, behaviors, flavors)
               : kr;
}
