// What a service asks at its bootstrap port.

#include <algorithm>

#include <lib/service.hpp>

#include "service.hpp"
#include "supervisor.hpp"

namespace {

using event_interface = mach::rpc::interface<"event", mach::interface::clock_alarm_reply>;
using death_interface = mach::rpc::interface<"death", mach::interface::mach_notify_dead_name>;

bool contains(const std::vector<std::string> &list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

template <class Tail>
std::string_view text_of(const Tail &tail) {
    return {tail.items, tail.count};
}

}  // namespace

mach::rpc::disposition service::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    // The service has a send right, the kernel a send-once right: it cannot be imitated.
    if (MACH_MSGH_BITS_LOCAL(in.msgh_bits) == MACH_MSG_TYPE_PORT_SEND_ONCE) {
        const auto done = mach::rpc::demux<death_interface>(*this, in, out);
        return done != mach::rpc::disposition::unknown
                   ? done
                   : mach::rpc::demux<event_interface>(*this, in, out);
    }
    const auto named = mach::rpc::demux<protocol::name_interface>(*this, in, out);
    if (named != mach::rpc::disposition::unknown) return named;
    return mach::rpc::demux<protocol::keep_interface>(*this, in, out);
}

kern_return_t service::serve(protocol::name_register,
                             mach::rpc::call<protocol::name_register> call) {
    const auto name = text_of(call.request.variable);
    if (!contains(description_.provides, name)) {
        (void)mach_port_deallocate(mach_task_self(), call.request.port.name);
        return KERN_DENIED;
    }
    supervisor_.register_name(name, call.request.port.name, *this);
    return KERN_SUCCESS;
}

kern_return_t service::serve(protocol::name_lookup, mach::rpc::call<protocol::name_lookup> call) {
    return supervisor_.look_up(text_of(call.request.variable), call);
}

kern_return_t service::serve(protocol::name_granted, mach::rpc::call<protocol::name_granted> call) {
    const auto name = text_of(call.request.variable);
    if (!contains(description_.rights, name)) return KERN_DENIED;
    const mach_port_t right =
        name == "kept_memory" ? kept_memory() : supervisor_.rights().by_name(name);
    call.reply.port = mach::rpc::port_descriptor(right, MACH_MSG_TYPE_COPY_SEND);
    return KERN_SUCCESS;
}

kern_return_t service::serve(protocol::name_keep, mach::rpc::call<protocol::name_keep> call) {
    const mach_port_t right = call.request.right.name;
    if (contains(description_.rights, "kept_rights"))
        return kept_rights_.keep(call.request.number, right);
    (void)mach_port_deallocate(mach_task_self(), right);
    return KERN_DENIED;
}

kern_return_t service::serve(protocol::name_let_go, mach::rpc::call<protocol::name_let_go> call) {
    if (!contains(description_.rights, "kept_rights")) return KERN_DENIED;
    kept_rights_.let_go(call.request.number);
    return KERN_SUCCESS;
}
