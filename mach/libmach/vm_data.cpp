/// \file
/// Calls about the contents of memory.

#include <mach/vm.h>

#include <mach/interface/vm.hpp>

#include "call.hpp"

using libmach::exchange;

kern_return_t mach_vm_read(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                           vm_offset_t *data, mach_msg_type_number_t *data_count) {
    exchange<vm_read_routine> x;
    x.request() = {.address = address, .size = size};
    const kern_return_t kr = x.call(target);
    if (kr != KERN_SUCCESS) return kr;
    *data = x.reply().data.address;
    *data_count = x.reply().data.size;
    return kr;
}

kern_return_t mach_vm_read_overwrite(vm_map_t target, mach_vm_address_t address,
                                     mach_vm_size_t size, mach_vm_address_t data,
                                     mach_vm_size_t *out_size) {
    exchange<vm_read_overwrite_routine> x;
    x.request() = {.address = address, .size = size, .data = data};
    const kern_return_t kr = x.call(target);
    if (kr == KERN_SUCCESS && out_size) *out_size = x.reply().size;
    return kr;
}

kern_return_t mach_vm_write(vm_map_t target, mach_vm_address_t address, vm_offset_t data,
                            mach_msg_type_number_t data_count) {
    exchange<vm_write_routine> x;
    x.request() = {.data = mach::rpc::ool_descriptor(data, data_count), .address = address};
    return x.call(target);
}

kern_return_t mach_vm_copy(vm_map_t target, mach_vm_address_t source, mach_vm_size_t size,
                           mach_vm_address_t destination) {
    exchange<vm_copy_routine> x;
    x.request() = {.source = source, .size = size, .destination = destination};
    return x.call(target);
}

kern_return_t mach_vm_msync(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                            vm_sync_t sync_flags) {
    exchange<vm_msync_routine> x;
    x.request() = {.address = address, .size = size, .flags = sync_flags};
    return x.call(target);
}

kern_return_t mach_vm_wire(host_priv_t host_priv, vm_map_t target, mach_vm_address_t address,
                           mach_vm_size_t size, vm_prot_t access) {
    exchange<vm_wire_routine> x;
    x.request() = {.host_priv = libmach::copy_send(host_priv),
                   .address = address,
                   .size = size,
                   .access = access};
    return x.call(target);
}

kern_return_t mach_vm_behavior_set(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                                   vm_behavior_t behavior) {
    exchange<vm_behavior_set_routine> x;
    x.request() = {.address = address, .size = size, .behavior = behavior};
    return x.call(target);
}

kern_return_t mach_vm_machine_attribute(vm_map_t target, mach_vm_address_t address,
                                        mach_vm_size_t size, vm_machine_attribute_t attribute,
                                        vm_machine_attribute_val_t *value) {
    exchange<vm_machine_attribute_routine> x;
    x.request() = {.address = address, .size = size, .attribute = attribute, .value = *value};
    const kern_return_t kr = x.call(target);
    if (kr == KERN_SUCCESS) *value = x.reply().value;
    return kr;
}

kern_return_t mach_vm_page_query(vm_map_t target, mach_vm_offset_t address, int *disposition,
                                 int *ref_count) {
    exchange<vm_page_query_routine> x;
    x.request().address = address;
    const kern_return_t kr = x.call(target);
    if (kr != KERN_SUCCESS) return kr;
    *disposition = x.reply().disposition;
    *ref_count = x.reply().references;
    return kr;
}

kern_return_t vm_statistics(vm_map_t target, vm_statistics_data_t *statistics) {
    exchange<vm_statistics_routine> x;
    const kern_return_t kr = x.call(target);
    if (kr == KERN_SUCCESS) *statistics = x.reply().statistics;
    return kr;
}
