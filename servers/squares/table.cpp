#include "table.hpp"

#include <iterator>

#include <mach/mach.h>

kern_return_t table::create() {
    mach_port_t right = MACH_PORT_NULL;
    mach_msg_type_name_t kind = 0;
    kern_return_t kr =
        mach_port_extract_right(mach_task_self(), port(), MACH_MSG_TYPE_MAKE_SEND, &right, &kind);
    if (kr != KERN_SUCCESS) return kr;
    kr = memory_object_create_paged(mach_host_self(), right,
                                    protocol::squares_count * sizeof(uint64_t), &object_);
    (void)mach_port_deallocate(mach_task_self(), right);
    return kr;
}

void table::serve(memory_object_init_routine, mach::rpc::call<memory_object_init_routine> call) {
    control_ = call.request.control.name;
    // The kernel may keep pages that nobody maps: they never change.
    (void)memory_object_ready(control_, 1, MEMORY_OBJECT_COPY_DELAY);
}

void table::serve(memory_object_data_request_routine,
                  mach::rpc::call<memory_object_data_request_routine> call) {
    for (uint64_t offset = call.request.offset, end = offset + call.request.size; offset < end;
         offset += sizeof page_) {
        uint64_t number = offset / sizeof(uint64_t);
        for (uint64_t &word : page_) {
            word = number * number;
            ++number;
        }
        ++pages_;
        (void)memory_object_data_supply(control_, offset, reinterpret_cast<vm_offset_t>(page_),
                                        sizeof page_, 0, 0, 0);
    }
}

/// Somebody has written to a shared mapping: that is not kept.
void table::serve(memory_object_data_return_routine,
                  mach::rpc::call<memory_object_data_return_routine> call) {
    (void)mach_vm_deallocate(mach_task_self(), call.request.data.address, call.request.data.size);
}
