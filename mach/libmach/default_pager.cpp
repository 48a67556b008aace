#include <mach/default_pager.h>

#include <mach/interface/host_priv.hpp>
#include <mach/interface/memory_object.hpp>

#include "call.hpp"

namespace interface = mach::interface;
using libmach::exchange;

kern_return_t host_default_memory_manager(host_priv_t host_priv, mach_port_t pager, uint64_t size) {
    exchange<interface::host_default_memory_manager> x;
    x.request() = {.pager = mach::rpc::port_descriptor(pager, MACH_MSG_TYPE_MAKE_SEND),
                   .size = size};
    return x.call(host_priv);
}

kern_return_t memory_object_data_written(memory_object_control_t control,
                                         memory_object_offset_t offset, memory_object_size_t size) {
    exchange<memory_object_data_written_routine> x;
    x.request() = {.offset = offset, .size = size};
    return x.call(control);
}
