#include <mach/memory_object.h>

#include <mach/interface/memory_object.hpp>
#include <mach/interface/vm.hpp>

#include "call.hpp"

using libmach::exchange;

kern_return_t memory_object_create(host_t host, memory_object_size_t size,
                                   memory_object_t *object) {
    exchange<memory_object_create_routine> x;
    x.request().size = size;
    const kern_return_t kr = x.call(host);
    if (kr == KERN_SUCCESS) *object = x.reply().object.name;
    return kr;
}

kern_return_t memory_object_create_paged(host_t host, mach_port_t pager, memory_object_size_t size,
                                         memory_object_t *object) {
    exchange<memory_object_create_paged_routine> x;
    x.request() = {.pager = libmach::copy_send(pager), .size = size};
    const kern_return_t kr = x.call(host);
    if (kr == KERN_SUCCESS) *object = x.reply().object.name;
    return kr;
}

kern_return_t memory_object_truncate(memory_object_t object, memory_object_size_t size) {
    exchange<memory_object_truncate_routine> x;
    x.request().size = size;
    return x.call(object);
}

kern_return_t memory_object_discard(memory_object_t object, memory_object_offset_t offset,
                                    memory_object_size_t size) {
    exchange<memory_object_discard_routine> x;
    x.request() = {.offset = offset, .size = size};
    return x.call(object);
}

kern_return_t memory_object_get_size(memory_object_t object, memory_object_size_t *size) {
    exchange<memory_object_get_size_routine> x;
    const kern_return_t kr = x.call(object);
    if (kr == KERN_SUCCESS) *size = x.reply().size;
    return kr;
}

kern_return_t memory_object_create_proxy(
    task_t task, vm_prot_t max_protection, const memory_object_t *object,
    mach_msg_type_number_t object_count, const memory_object_offset_t *offset,
    mach_msg_type_number_t offset_count, const memory_object_offset_t *start,
    mach_msg_type_number_t start_count, const memory_object_size_t *size,
    mach_msg_type_number_t size_count, memory_object_t *proxy) {
    if (object_count != 1 || offset_count != 1 || start_count != 1 || size_count != 1 ||
        *offset != 0)
        return KERN_INVALID_ARGUMENT;
    exchange<memory_object_create_proxy_routine> x;
    x.request() = {.object = libmach::copy_send(*object),
                   .offset = *start,
                   .size = *size,
                   .max_protection = max_protection};
    const kern_return_t kr = x.call(task);
    if (kr == KERN_SUCCESS) *proxy = x.reply().proxy.name;
    return kr;
}

kern_return_t memory_object_ready(memory_object_control_t control, boolean_t may_cache,
                                  memory_object_copy_strategy_t copy_strategy) {
    exchange<memory_object_ready_routine> x;
    x.request() = {.copy_strategy = copy_strategy, .may_cache = may_cache};
    return x.call(control);
}

kern_return_t memory_object_data_supply(memory_object_control_t control,
                                        memory_object_offset_t offset, vm_offset_t data,
                                        mach_msg_type_number_t data_count, boolean_t deallocate,
                                        vm_prot_t lock, boolean_t precious) {
    exchange<memory_object_data_supply_routine> x;
    x.request() = {.data = mach::rpc::ool_descriptor(data, data_count, deallocate != 0),
                   .offset = offset,
                   .lock = lock,
                   .precious = precious};
    return x.call(control);
}

kern_return_t memory_object_data_unavailable(memory_object_control_t control,
                                             memory_object_offset_t offset,
                                             memory_object_size_t size) {
    exchange<memory_object_data_unavailable_routine> x;
    x.request() = {.offset = offset, .size = size};
    return x.call(control);
}

kern_return_t memory_object_data_error(memory_object_control_t control,
                                       memory_object_offset_t offset, memory_object_size_t size,
                                       kern_return_t error) {
    exchange<memory_object_data_error_routine> x;
    x.request() = {.offset = offset, .size = size, .error = error};
    return x.call(control);
}

kern_return_t memory_object_lock_request(memory_object_control_t control,
                                         memory_object_offset_t offset, memory_object_size_t size,
                                         memory_object_return_t should_return,
                                         boolean_t should_flush, vm_prot_t lock) {
    exchange<memory_object_lock_request_routine> x;
    x.request() = {.offset = offset,
                   .size = size,
                   .should_return = should_return,
                   .should_flush = should_flush,
                   .lock = lock};
    return x.call(control);
}

kern_return_t memory_object_change_attributes(memory_object_control_t control, boolean_t may_cache,
                                              memory_object_copy_strategy_t copy_strategy) {
    exchange<memory_object_change_attributes_routine> x;
    x.request() = {.copy_strategy = copy_strategy, .may_cache = may_cache};
    return x.call(control);
}

kern_return_t memory_object_get_attributes(memory_object_control_t control, boolean_t *ready,
                                           boolean_t *may_cache,
                                           memory_object_copy_strategy_t *copy_strategy) {
    exchange<memory_object_get_attributes_routine> x;
    const kern_return_t kr = x.call(control);
    if (kr != KERN_SUCCESS) return kr;
    *ready = x.reply().ready;
    *may_cache = x.reply().may_cache;
    *copy_strategy = x.reply().copy_strategy;
    return kr;
}

kern_return_t memory_object_destroy(memory_object_control_t control, kern_return_t reason) {
    exchange<memory_object_destroy_routine> x;
    x.request().reason = reason;
    return x.call(control);
}
