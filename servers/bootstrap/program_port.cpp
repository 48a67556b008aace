#include "program_port.hpp"

#include <mach/audit.h>

#include "supervisor.hpp"

namespace {

template <class Tail>
std::string_view text_of(const Tail &tail) {
    return {tail.items, tail.count};
}

bool is_root(const mach_msg_max_trailer_t &trailer) {
    return trailer.msgh_audit.val[AUDIT_FLAGS] == 1 && trailer.msgh_audit.val[AUDIT_EUID] == 0;
}

}  // namespace

program_port::program_port(supervisor &owner) : port_object(owner.loop()), supervisor_(owner) {
    mach_port_t right = MACH_PORT_NULL;
    mach_msg_type_name_t kind = 0;
    if (mach_port_extract_right(mach_task_self(), port(), MACH_MSG_TYPE_MAKE_SEND, &right, &kind) ==
        KERN_SUCCESS)
        supervisor_.names().set("bootstrap", right, nullptr);
}

mach::rpc::disposition program_port::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    const auto done = mach::rpc::demux<protocol::service_interface>(*this, in, out);
    return done != mach::rpc::disposition::unknown
               ? done
               : mach::rpc::demux<protocol::name_interface>(*this, in, out);
}

kern_return_t program_port::serve(protocol::name_register,
                                  mach::rpc::call<protocol::name_register> call) {
    (void)mach_port_deallocate(mach_task_self(), call.request.port.name);
    return KERN_DENIED;
}

kern_return_t program_port::serve(protocol::name_lookup,
                                  mach::rpc::call<protocol::name_lookup> call) {
    const auto name = text_of(call.request.variable);
    if (!supervisor_.is_open(name)) return KERN_INVALID_NAME;
    return supervisor_.look_up(name, call);
}

kern_return_t program_port::serve(protocol::name_granted,
                                  mach::rpc::call<protocol::name_granted> call) {
    if (!is_root(call.trailer) || text_of(call.request.variable) != "host_priv") return KERN_DENIED;
    call.reply.port =
        mach::rpc::port_descriptor(supervisor_.rights().host_priv(), MACH_MSG_TYPE_COPY_SEND);
    return KERN_SUCCESS;
}

kern_return_t program_port::serve(protocol::service_query,
                                  mach::rpc::call<protocol::service_query> call) {
    const auto &all = supervisor_.services();
    if (call.request.index >= all.size()) return KERN_INVALID_ARGUMENT;
    all[call.request.index]->describe(call.reply);
    return KERN_SUCCESS;
}

kern_return_t program_port::serve(protocol::service_control,
                                  mach::rpc::call<protocol::service_control> call) {
    if (!is_root(call.trailer)) return KERN_DENIED;
    service *wanted = supervisor_.find(text_of(call.request.variable));
    if (!wanted) return KERN_INVALID_NAME;
    using operation = protocol::service_operation;
    switch (call.request.operation) {
    case operation::start: return wanted->start() ? KERN_SUCCESS : KERN_FAILURE;
    case operation::stop: wanted->stop(service::answer(call.header)); return MIG_NO_REPLY;
    case operation::restart: wanted->restart(service::answer(call.header)); return MIG_NO_REPLY;
    case operation::kill: wanted->kill(service::answer(call.header)); return MIG_NO_REPLY;
    }
    return KERN_INVALID_ARGUMENT;
}
