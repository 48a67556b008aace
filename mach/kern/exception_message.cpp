#include <kern/exception_message.hpp>

#include <cstring>

#include <ipc/ipc_kmsg.hpp>
#include <ipc/ipc_kmsg_descriptor.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <mach/interface/exception.hpp>

namespace {

/// What the three requests have in common.
template <class Request>
void fill_common(Request &body, const thread &self) {
    body.exception = self.saved.exception.type;
    body.code_count = 2;
    body.code[0] = self.saved.exception.code;
    body.code[1] = self.saved.exception.subcode;
}

template <class Request>
result<> fill_state(Request &body, const thread &self, int flavor) {
    uint32_t words[mach::interface::thread_state_max];  // aligned, which the message's own array
                                                        // need not be
    uint32_t count = mach::interface::thread_state_max;
    TRY(machine::get_state(self, flavor, words, count));
    body.flavor = flavor;
    body.variable.count = count;
    std::memcpy(body.variable.items, words, count * sizeof(uint32_t));
    return {};
}

/// Send rights to thread and task as the first two descriptors.
void put_identity(ipc_kmsg &kmsg, thread &self) {
    reinterpret_cast<mach_msg_body_t *>(&kmsg.header + 1)->msgh_descriptor_count = 2;
    kmsg_descriptor at(kmsg.body());
    for (ipc_port *port : {&self.port(), &self.owner().port()}) {
        at.put(mach::rpc::port_descriptor(MACH_PORT_NULL, MACH_MSG_TYPE_PORT_SEND));
        at.set_pointer(ipc_right_transit::make_send(*port).leak());
        at.advance();
        ++kmsg.descriptors;
    }
}

template <class Routine>
result<ipc_kmsg *> build(thread &self, exception_action &&action, ipc_port &reply) {
    using request = typename Routine::request;
    using message = mach::rpc::wire<request>;
    constexpr bool complex = mach::rpc::detail::with_descriptors<request>;
    ipc_kmsg *kmsg = ipc_kmsg_allocate(sizeof(message) + sizeof(mach_msg_max_trailer_t));
    if (!kmsg) return error(KERN_RESOURCE_SHORTAGE);
    auto &whole = reinterpret_cast<message &>(kmsg->header);
    fill_common(whole.body, self);
    if constexpr (mach::rpc::detail::with_variable<request>) {
        if (auto filled = fill_state(whole.body, self, action.flavor); !filled) {
            ipc_kmsg_free(kmsg);
            return error(filled.error());
        }
    }
    whole.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND,
                                                uint32_t{MACH_MSG_TYPE_PORT_SEND_ONCE}) |
                                 (complex ? MACH_MSGH_BITS_COMPLEX : 0),
                    .msgh_size = mach::rpc::message_size(whole.body),
                    .msgh_remote_port = MACH_PORT_NULL,
                    .msgh_local_port = MACH_PORT_NULL,
                    .msgh_reserved = 0,
                    .msgh_id = Routine::id};
    if constexpr (complex) put_identity(*kmsg, self);
    kmsg->set_sender(self.owner());
    kmsg->remote = action.port.leak();
    kmsg->local = ipc_right_transit::make_send_once(reply).leak();
    return kmsg;
}

}  // namespace

result<ipc_kmsg *> exception_message_create(thread &self, exception_action &&action,
                                            ipc_port &reply) {
    switch (action.behavior) {
    case EXCEPTION_STATE:
        return build<mach::interface::mach_exception_raise_state>(self, std::move(action), reply);
    case EXCEPTION_STATE_IDENTITY:
        return build<mach::interface::mach_exception_raise_state_identity>(self, std::move(action),
                                                                           reply);
    default: return build<mach::interface::mach_exception_raise>(self, std::move(action), reply);
    }
}

kern_return_t exception_reply_apply(thread &stopped, const mach_msg_header_t &message,
                                    mach_msg_size_t size) {
    using simple = mach::rpc::wire<mach::rpc::empty_reply>;
    using with_state = mach::rpc::wire<mach::interface::exception_raise_state_reply>;
    if ((message.msgh_bits & MACH_MSGH_BITS_COMPLEX) || size < sizeof(simple))
        return MIG_BAD_ARGUMENTS;
    const kern_return_t verdict = reinterpret_cast<const simple &>(message).body.result;
    if (verdict != KERN_SUCCESS || size == sizeof(simple)) return verdict;
    if (!mach::rpc::well_formed<mach::interface::exception_raise_state_reply>(message, size))
        return MIG_BAD_ARGUMENTS;
    const auto &body = reinterpret_cast<const with_state &>(message).body;
    uint32_t words[mach::interface::thread_state_max];
    std::memcpy(words, body.variable.items, body.variable.count * sizeof(uint32_t));
    while (stopped.on_processor.load(std::memory_order_acquire))  // pairs with leave in sched.cpp
        machine::relax();
    return code_of(machine::set_state(stopped, body.flavor, words, body.variable.count));
}
