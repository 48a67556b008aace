/// \file
/// Messages that the kernel sends of its own accord, built from the typed declarations.
///
///     kernel_message<clock_alarm_reply> message;
///     if (message) {
///         message.body() = {...};
///         message.send(std::move(right));
///     }
#pragma once

#include <cstring>
#include <utility>

#include <ipc/ipc_kmsg.hpp>
#include <ipc/ipc_kmsg_descriptor.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_right_transit.hpp>
#include <mach/rpc.hpp>
#include <vm/vm_map_copy.hpp>

template <class Routine>
class kernel_message {
    using content = typename Routine::request;
    using message = mach::rpc::wire<content>;
    static constexpr unsigned descriptors = mach::rpc::detail::descriptor_count<content>();

public:
    /// Allocates; without memory the message is null and nothing else may be called. Its body is
    /// zero.
    kernel_message() : kmsg_(ipc_kmsg_allocate(mach::rpc::max_size<content>)) {
        if (kmsg_ == nullptr) return;
        std::memset(static_cast<void *>(&kmsg_->header), 0, mach::rpc::min_size<content>);
        if constexpr (descriptors != 0) whole().count.msgh_descriptor_count = descriptors;
        unsigned i = 0;
        if constexpr (descriptors != 0)
            for (const auto kind : content::descriptors) put_empty(i++, kind);
        kmsg_->descriptors = descriptors;
    }
    kernel_message(const kernel_message &) = delete;
    kernel_message &operator=(const kernel_message &) = delete;
    /// Releases what was put in, when the message was not sent.
    ~kernel_message() {
        if (kmsg_ == nullptr) return;
        kmsg_->header.msgh_bits = descriptors != 0 ? MACH_MSGH_BITS_COMPLEX : 0;
        ipc_kmsg_destroy(kmsg_);
    }

    explicit operator bool() const { return kmsg_ != nullptr; }
    /// The data members; descriptors are set by `right` and `memory`.
    content &body() { return whole().body; }
    /// What descriptor `index`, which is empty, carries.
    void right(unsigned index, ipc_right_transit &&carried) {
        kmsg_descriptor at = descriptor(index);
        at.set_disposition(carried.type());
        at.set_pointer(carried.leak());
    }
    void memory(unsigned index, ref<vm_map_copy> &&carried) {
        kmsg_descriptor at = descriptor(index);
        at.put(mach::rpc::ool_descriptor(uint64_t{0},
                                         carried ? static_cast<uint32_t>(carried->size()) : 0));
        at.set_pointer(carried.leak());
    }
    /// Sends to the receiver of `to`, a send or send-once right, whatever its queue limit; `reply`
    /// arrives as the remote port. Both are consumed. No lock held. If the port is dead the message
    /// is destroyed.
    void send(ipc_right_transit &&to, ipc_right_transit &&reply = {}) {
        ipc_kmsg *kmsg = std::exchange(kmsg_, nullptr);
        const uint32_t reply_type = reply.is_null() ? 0 : reply.type();
        kmsg->header.msgh_bits = MACH_MSGH_BITS(uint32_t{to.type()}, reply_type) |
                                 (descriptors != 0 ? MACH_MSGH_BITS_COMPLEX : 0);
        kmsg->header.msgh_size =
            mach::rpc::message_size(reinterpret_cast<message &>(kmsg->header).body);
        kmsg->header.msgh_id = Routine::id;
        kmsg->remote = to.leak();
        kmsg->local = reply.leak();
        ipc_mqueue_post(kmsg);
    }

private:
    message &whole() { return reinterpret_cast<message &>(kmsg_->header); }
    kmsg_descriptor descriptor(unsigned index) {
        kmsg_descriptor at(kmsg_->body());
        for (; index != 0; --index) at.advance();
        return at;
    }
    void put_empty(unsigned index, mach::rpc::descriptor_kind kind) {
        kmsg_descriptor at = descriptor(index);
        if (kind == mach::rpc::descriptor_kind::ool)
            at.put(mach::rpc::ool_descriptor(uint64_t{0}, 0));
        else
            at.put(mach::rpc::port_descriptor(MACH_PORT_NULL, MACH_MSG_TYPE_PORT_SEND));
    }

    ipc_kmsg *kmsg_;
};
