/// \file
/// Messages that the kernel sends of its own accord, built from the typed declarations.
#pragma once

#include <cstring>

#include <ipc/ipc_kmsg.hpp>
#include <ipc/ipc_kmsg_descriptor.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_right_transit.hpp>
#include <mach/rpc.hpp>
#include <vm/vm_map_copy.hpp>

template <class Routine>
class kernel_message {
public:
    using body = typename Routine::request;

    /// Null when there is no memory.
    [[nodiscard]] static ipc_kmsg *allocate() {
        return ipc_kmsg_allocate(static_cast<uint32_t>(sizeof(mach::rpc::wire<body>)));
    }
    /// Sends `content` to the receiver of `to`, whatever its queue limit. Its descriptors, in the
    /// kernel's form, are consumed. No lock held.
    static void send(ipc_kmsg *kmsg, const ipc_right_transit &to, const body &content) {
        constexpr std::size_t descriptors = mach::rpc::detail::descriptor_count<body>();
        ipc_right_transit right = to.copy_send();
        auto &message = reinterpret_cast<mach::rpc::wire<body> &>(kmsg->header);
        message.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, 0u) |
                                       (descriptors != 0 ? MACH_MSGH_BITS_COMPLEX : 0),
                          .msgh_size = mach::rpc::max_size<body>,
                          .msgh_remote_port = MACH_PORT_NULL,
                          .msgh_local_port = MACH_PORT_NULL,
                          .msgh_reserved = 0,
                          .msgh_id = Routine::id};
        if constexpr (descriptors != 0) message.count.msgh_descriptor_count = descriptors;
        if constexpr (!std::is_empty_v<body>) message.body = content;
        kmsg->descriptors = static_cast<uint16_t>(descriptors);
        kmsg->remote = right ? right.leak() : nullptr;
        if (kmsg->remote)
            ipc_mqueue_post(kmsg);
        else
            ipc_kmsg_destroy(kmsg);
    }
};

/// Descriptors in the kernel's form; they own what they carry.
inline mach_msg_port_descriptor_t kernel_port_descriptor(ipc_right_transit right) {
    mach_msg_port_descriptor_t descriptor =
        mach::rpc::port_descriptor(MACH_PORT_NULL, right.type());
    kmsg_descriptor(reinterpret_cast<std::byte *>(&descriptor)).set_pointer(right.leak());
    return descriptor;
}
inline mach_msg_ool_descriptor_t kernel_memory_descriptor(ref<vm_map_copy> memory) {
    auto descriptor = mach::rpc::ool_descriptor(uint64_t{0}, static_cast<uint32_t>(memory->size()));
    kmsg_descriptor(reinterpret_cast<std::byte *>(&descriptor)).set_pointer(memory.leak());
    return descriptor;
}
