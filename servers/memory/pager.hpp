/// \file
/// The default memory manager: what the kernel wants of the swap space becomes requests to its
/// driver, many at a time and in any order. The kernel knows what is where, and keeps what it
/// writes until it is written, so that this task has nothing to lose and nothing to remember but
/// the requests under way.
#pragma once

#include <memory>
#include <vector>

#include <lib/port_object.hpp>
#include <mach/interface/memory_object.hpp>

#include "swap_space.hpp"

class pager;

/// A request to the driver; its port is the one that the answer comes to, because a failed answer
/// says nothing but that.
class transfer final : public server::port_object {
public:
    transfer(server::loop &loop, pager &of) : port_object(loop), pager_(of) {}
    bool free() const { return size_ == 0; }
    void read(uint64_t offset, uint32_t size);
    /// \param data whole pages of this task, which go to the driver.
    void write(uint64_t offset, uint64_t data, uint32_t size);

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;

private:
    /// Tells the kernel, and is free.
    void supply(uint64_t data, uint32_t size);
    void written();
    void fail();

    pager &pager_;
    uint64_t offset_ = 0;
    uint32_t size_ = 0;  ///< 0: nothing is under way
};

class pager final : public server::port_object {
public:
    pager(server::loop &loop, swap_space space) : port_object(loop), space_(std::move(space)) {}
    /// Takes over from the kernel, or from a pager that has died.
    [[nodiscard]] kern_return_t take_over(server::loop &loop);

    mach_port_t device() const { return space_.device; }
    mach_port_t control() const { return control_; }

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<memory_object_pager_interface>(*this, in, out);
    }
    template <class Routine>
    using call = const mach::rpc::call<Routine> &;
    kern_return_t serve(memory_object_init_routine, call<memory_object_init_routine> c);
    kern_return_t serve(memory_object_terminate_routine, call<memory_object_terminate_routine> c);
    kern_return_t serve(memory_object_data_request_routine,
                        call<memory_object_data_request_routine> c);
    kern_return_t serve(memory_object_data_unlock_routine,
                        call<memory_object_data_unlock_routine> c);
    kern_return_t serve(memory_object_data_return_routine,
                        call<memory_object_data_return_routine> c);
    kern_return_t serve(memory_object_lock_completed_routine,
                        call<memory_object_lock_completed_routine> c);

private:
    /// Null for what lies outside the space, or when the kernel asks for more at a time than it
    /// ever should; it has been told so.
    transfer *begin(uint64_t offset, uint64_t size);

    swap_space space_;
    mach_port_t control_ = MACH_PORT_NULL;
    std::vector<std::unique_ptr<transfer>> transfers_;
};
