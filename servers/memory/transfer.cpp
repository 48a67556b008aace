#include <cstdlib>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <mach/default_pager.h>
#include <protocol/block.hpp>

#include "pager.hpp"

namespace {

/// Whoever starts the driver anew may wait for memory until this pager has died too: then servers
/// may use the kernel's reserve, and the kernel asks the next pager for what this one has not done.
[[noreturn]] void end_with_driver() {
    server::log("the driver has died");
    std::_Exit(EXIT_FAILURE);
}

}  // namespace

void transfer::read(uint64_t offset, uint32_t size) {
    offset_ = offset;
    size_ = size;
    mach::rpc::exchange<protocol::block_read> x;
    x.request() = {.offset = offset, .count = size, .tag = 0};
    if (x.send(pager_.device(), port(), MACH_MSG_TYPE_MAKE_SEND_ONCE) != KERN_SUCCESS)
        end_with_driver();
}

void transfer::write(uint64_t offset, uint64_t data, uint32_t size) {
    offset_ = offset;
    size_ = size;
    mach::rpc::exchange<protocol::block_write> x;
    x.request() = {.data = mach::rpc::ool_descriptor(data, size, true), .offset = offset, .tag = 0};
    if (x.send(pager_.device(), port(), MACH_MSG_TYPE_MAKE_SEND_ONCE) != KERN_SUCCESS)
        end_with_driver();
}

mach::rpc::disposition transfer::dispatch(mach_msg_header_t &in, mach_msg_header_t &) {
    using done = mach::rpc::wire<protocol::block_done_reply>;
    using data = mach::rpc::wire<protocol::block_read_reply>;
    if (free()) {
        mach_msg_destroy(&in);
        return mach::rpc::disposition::no_reply;
    }
    if (in.msgh_id == MACH_NOTIFY_SEND_ONCE) end_with_driver();
    if (in.msgh_id == protocol::block_read::reply_id &&
        mach::rpc::well_formed<protocol::block_read_reply>(in, in.msgh_size)) {
        const auto &got = reinterpret_cast<data &>(in).body.data;
        supply(got.address, got.size);
    } else if (in.msgh_id == protocol::block_write::reply_id &&
               mach::rpc::well_formed<protocol::block_done_reply>(in, in.msgh_size) &&
               reinterpret_cast<done &>(in).body.result == KERN_SUCCESS) {
        written();
    } else {
        mach_msg_destroy(&in);
        fail();
    }
    return mach::rpc::disposition::no_reply;
}

void transfer::supply(uint64_t data, uint32_t size) {
    size_ = 0;
    if (memory_object_data_supply(pager_.control(), offset_, data, size, true, VM_PROT_NONE,
                                  false) != KERN_SUCCESS)
        server::log("the kernel does not take what it asked for");
}

void transfer::written() {
    const uint32_t size = std::exchange(size_, 0u);
    (void)memory_object_data_written(pager_.control(), offset_, size);
}

void transfer::fail() {
    const uint32_t size = std::exchange(size_, 0u);
    server::log("an input/output error at %llu", static_cast<unsigned long long>(offset_));
    (void)memory_object_data_error(pager_.control(), offset_, size, KERN_MEMORY_ERROR);
}
