#include <service.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <protocol/error.hpp>
#include <protocol/process_service.hpp>
#include <text.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

mach::rpc::disposition service::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    return mach::rpc::demux<protocol::process_service_interface>(*this, in, out);
}

void service::serve(protocol::process_signal_group,
                    mach::rpc::call<protocol::process_signal_group> call) {
    protocol::signal_info info{};
    info.signal = static_cast<int32_t>(call.request.signal);
    info.code = call.request.code;
    const auto *group = world_.find_group(static_cast<int32_t>(call.request.process_group));
    if (group == nullptr) return;
    // A signal ends or stops a process at most; none leaves the group.
    for (process *p : group->members) p->post(info);
}

kern_return_t service::serve(protocol::process_list, mach::rpc::call<protocol::process_list> call) {
    call.reply.newest = world_.newest();
    call.reply.created = world_.created();
    auto &out = call.reply.variable;
    out.count = 0;
    const auto &all = world_.processes();
    for (auto at = all.upper_bound(call.request.after); at != all.end() && out.count < out.capacity;
         ++at)
        out.items[out.count++] = at->first;
    return KERN_SUCCESS;
}

kern_return_t service::serve(protocol::process_query,
                             mach::rpc::call<protocol::process_query> call) {
    const process *p = world_.find(call.request.pid);
    if (p == nullptr) return unix_error(ESRCH);
    call.reply.record = record_of(*p);
    return KERN_SUCCESS;
}

kern_return_t service::serve(protocol::process_text, mach::rpc::call<protocol::process_text> call) {
    const process *p = world_.find(call.request.pid);
    if (p == nullptr) return unix_error(ESRCH);
    auto &out = call.reply.variable;
    return text_of(*p, static_cast<protocol::process_text_kind>(call.request.kind),
                   call.request.offset, out.items, out.count);
}

kern_return_t service::serve(protocol::process_file, mach::rpc::call<protocol::process_file> call) {
    const process *p = world_.find(call.request.pid);
    if (p == nullptr) return unix_error(ESRCH);
    const mach_port_name_t name = file_of(
        *p, static_cast<protocol::process_file_kind>(call.request.kind), call.request.descriptor);
    mach_port_t right = MACH_PORT_NULL;
    mach_msg_type_name_t acquired;
    if (name == MACH_PORT_NULL || mach_port_extract_right(p->task, name, MACH_MSG_TYPE_COPY_SEND,
                                                          &right, &acquired) != KERN_SUCCESS)
        return unix_error(ENOENT);
    call.reply.file = mach::rpc::port_descriptor(right, MACH_MSG_TYPE_MOVE_SEND);
    return KERN_SUCCESS;
}

kern_return_t service::serve(protocol::process_unimplemented,
                             mach::rpc::call<protocol::process_unimplemented> call) {
    auto &out = call.reply.variable;
    out.count = 0;
    for (const auto &[number, count] : world_.unimplemented)
        if (out.count < out.capacity) out.items[out.count++] = {number, count};
    return KERN_SUCCESS;
}

kern_return_t service::serve(protocol::process_group_session,
                             mach::rpc::call<protocol::process_group_session> call) {
    const auto id = static_cast<int32_t>(call.request.process_group);
    const auto *group = world_.find_group(id);
    // As Linux tells of a terminal's group: a process that leads none is no reason to say that
    // there is nobody.
    if (group == nullptr) return unix_error(world_.find(id) != nullptr ? EPERM : ESRCH);
    call.reply.session = static_cast<uint32_t>(group->session);
    return KERN_SUCCESS;
}

kern_return_t service::serve(protocol::process_group_list,
                             mach::rpc::call<protocol::process_group_list> call) {
    const auto groups = world_.lists_of_groups.list(call.request.list);
    call.reply.variable.count = static_cast<uint32_t>(groups.size());
    std::copy(groups.begin(), groups.end(), call.reply.variable.items);
    return KERN_SUCCESS;
}

}  // namespace process_server
