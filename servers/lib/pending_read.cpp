#include <lib/pending_read.hpp>

#include <cstring>

namespace server {

void set_read_reply(protocol::io_read_reply &reply, std::span<const char> data) {
    std::memcpy(reply.variable.items, data.data(), data.size());
    reply.variable.count = static_cast<uint32_t>(data.size());
}

kern_return_t set_read_reply(protocol::io_read_ool_reply &reply, std::span<const char> data) {
    mach_vm_address_t address = 0;
    if (!data.empty()) {
        if (kern_return_t kr =
                mach_vm_allocate(mach_task_self(), &address, data.size(), VM_FLAGS_ANYWHERE);
            kr != KERN_SUCCESS)
            return KERN_RESOURCE_SHORTAGE;
        std::memcpy(reinterpret_cast<void *>(address), data.data(), data.size());
    }
    reply.more = 0;
    reply.data =
        mach::rpc::ool_descriptor(address, static_cast<mach_msg_size_t>(data.size()), true);
    return KERN_SUCCESS;
}

void pending_read::reply(std::span<const char> data) {
    if (inline_) {
        mach::rpc::wire<protocol::io_read_reply> out;
        set_read_reply(out.body, data);
        request_.reply_as(out, KERN_SUCCESS);
    } else {
        mach::rpc::wire<protocol::io_read_ool_reply> out;
        const kern_return_t result = set_read_reply(out.body, data);
        request_.reply_as(out, result);
    }
}

}  // namespace server
