#include "pager.hpp"

#include <lib/service.hpp>
#include <mach/default_pager.h>
#include <protocol/block.hpp>

namespace {

/// As many requests as the kernel has under way at a time, and more.
constexpr unsigned transfers_most = 32;

}  // namespace

kern_return_t pager::take_over(server::loop &loop) {
    for (unsigned i = 0; i < transfers_most; ++i)
        transfers_.push_back(std::make_unique<transfer>(loop, *this));
    return host_default_memory_manager(server::granted("host_priv"), port(), space_.size);
}

transfer *pager::begin(uint64_t offset, uint64_t size) {
    if (size != 0 && size <= protocol::block_transfer_max && offset <= space_.size &&
        size <= space_.size - offset)
        for (const auto &each : transfers_)
            if (each->free()) return each.get();
    (void)memory_object_data_error(control_, offset, size, KERN_MEMORY_ERROR);
    return nullptr;
}

kern_return_t pager::serve(memory_object_init_routine, call<memory_object_init_routine> c) {
    control_ = c.request.control.name;
    (void)memory_object_ready(control_, false, MEMORY_OBJECT_COPY_NONE);
    return KERN_SUCCESS;
}

kern_return_t pager::serve(memory_object_terminate_routine, call<memory_object_terminate_routine>) {
    return KERN_SUCCESS;
}

kern_return_t pager::serve(memory_object_data_request_routine,
                           call<memory_object_data_request_routine> c) {
    const auto &in = c.request;
    if (transfer *t = begin(in.offset, in.size)) t->read(in.offset, static_cast<uint32_t>(in.size));
    return KERN_SUCCESS;
}

kern_return_t pager::serve(memory_object_data_unlock_routine,
                           call<memory_object_data_unlock_routine>) {
    return KERN_SUCCESS;
}

kern_return_t pager::serve(memory_object_data_return_routine,
                           call<memory_object_data_return_routine> c) {
    const auto &data = c.request.data;
    if (transfer *t = begin(c.request.offset, data.size))
        t->write(c.request.offset, data.address, data.size);
    else
        (void)mach_vm_deallocate(mach_task_self(), data.address, data.size);
    return KERN_SUCCESS;
}

kern_return_t pager::serve(memory_object_lock_completed_routine,
                           call<memory_object_lock_completed_routine>) {
    return KERN_SUCCESS;
}
