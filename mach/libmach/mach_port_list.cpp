// The calls that list names: members of a space or of a set, in memory that becomes the caller's.

#include <mach/interface/port.hpp>

#include "call.hpp"

namespace interface = mach::interface;

using libmach::exchange;

namespace {

/// The items that an out-of-line descriptor carries.
template <class T>
void give_array(const mach_msg_ool_descriptor_t &memory, T **items, mach_msg_type_number_t *count) {
    *items = reinterpret_cast<T *>(memory.address);
    *count = static_cast<mach_msg_type_number_t>(memory.size / sizeof(T));
}

}  // namespace

kern_return_t mach_port_names(ipc_space_t task, mach_port_name_array_t *names,
                              mach_msg_type_number_t *name_count, mach_port_type_array_t *types,
                              mach_msg_type_number_t *type_count) {
    exchange<interface::mach_port_names> x;
    const kern_return_t kr = x.call(task);
    if (kr != KERN_SUCCESS) return kr;
    give_array(x.reply().names, names, name_count);
    give_array(x.reply().types, types, type_count);
    return kr;
}

kern_return_t mach_port_get_set_status(ipc_space_t task, mach_port_name_t name,
                                       mach_port_name_array_t *members,
                                       mach_msg_type_number_t *count) {
    exchange<interface::mach_port_get_set_status> x;
    x.request().name = name;
    const kern_return_t kr = x.call(task);
    if (kr == KERN_SUCCESS) give_array(x.reply().members, members, count);
    return kr;
}

kern_return_t mach_port_space_info(ipc_space_t task, ipc_info_name_t **names,
                                   mach_msg_type_number_t *count) {
    exchange<interface::mach_port_space_info> x;
    const kern_return_t kr = x.call(task);
    if (kr == KERN_SUCCESS) give_array(x.reply().names, names, count);
    return kr;
}
