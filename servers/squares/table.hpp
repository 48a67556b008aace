/// \file
/// The pager: what the kernel asks about the memory object.
#pragma once

#include <lib/port_object.hpp>
#include <mach/interface/memory_object.hpp>
#include <protocol/squares.hpp>

class table final : public server::port_object {
public:
    explicit table(server::loop &loop) : port_object(loop) {}
    table(const table &) = delete;
    table &operator=(const table &) = delete;

    /// Makes the object; the kernel's first message comes then.
    [[nodiscard]] kern_return_t create();
    mach_port_t object() const { return object_; }
    uint64_t pages() const { return pages_; }

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<memory_object_pager_interface>(*this, in, out);
    }
    void serve(memory_object_init_routine, mach::rpc::call<memory_object_init_routine>);
    void serve(memory_object_data_request_routine,
               mach::rpc::call<memory_object_data_request_routine>);
    void serve(memory_object_data_return_routine,
               mach::rpc::call<memory_object_data_return_routine>);
    void serve(memory_object_data_unlock_routine,
               mach::rpc::call<memory_object_data_unlock_routine>) {}
    void serve(memory_object_lock_completed_routine,
               mach::rpc::call<memory_object_lock_completed_routine>) {}
    void serve(memory_object_terminate_routine, mach::rpc::call<memory_object_terminate_routine>) {}

private:
    mach_port_t object_ = MACH_PORT_NULL;   ///< what is mapped
    mach_port_t control_ = MACH_PORT_NULL;  ///< where the kernel takes answers
    uint64_t pages_ = 0;
    alignas(MACH_PAGE_SIZE) uint64_t page_[MACH_PAGE_SIZE / sizeof(uint64_t)] = {};
};
