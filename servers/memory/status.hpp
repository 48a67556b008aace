/// \file
/// What the others may know of the swap space.
#pragma once

#include <lib/port_object.hpp>
#include <protocol/memory.hpp>

#include "swap_space.hpp"

class status final : public server::port_object {
public:
    status(server::loop &loop, const swap_space &of)
        : port_object(loop), name_(of.name), size_(of.size - MACH_PAGE_SIZE) {}

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::memory_interface>(*this, in, out);
    }
    kern_return_t serve(protocol::memory_space,
                        const mach::rpc::call<protocol::memory_space> &c) const {
        auto &text = c.reply.variable;
        text.count = static_cast<uint32_t>(name_.copy(text.items, std::size(text.items)));
        c.reply.size = size_;
        return KERN_SUCCESS;
    }

private:
    const std::string name_;
    const uint64_t size_;
};
