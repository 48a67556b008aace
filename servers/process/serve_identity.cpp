// Routines of a process's port: credentials, priority, names, counts.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include <protocol/error.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

namespace {

constexpr uint32_t keep = ~0u;

bool one_of(uint32_t id, uint32_t a, uint32_t b, uint32_t c) {
    return id == keep || id == a || id == b || id == c;
}

/// Sets what is not `keep`.
void assign(uint32_t &to, uint32_t wanted) {
    if (wanted != keep) to = wanted;
}

constexpr uint32_t unimplemented_max = 512;

}  // namespace

kern_return_t process::serve(protocol::process_set_credentials,
                             mach::rpc::call<protocol::process_set_credentials> call) {
    const protocol::process_credentials &w = call.request.wanted;
    protocol::process_credentials &c = credentials;
    if (c.euid != 0) {
        for (const uint32_t id : {w.ruid, w.euid, w.suid})
            if (!one_of(id, c.ruid, c.euid, c.suid)) return unix_error(EPERM);
        for (const uint32_t id : {w.rgid, w.egid, w.sgid})
            if (!one_of(id, c.rgid, c.egid, c.sgid)) return unix_error(EPERM);
    }
    if (w.ruid != keep) world_.change_user(c.ruid, w.ruid);
    assign(c.ruid, w.ruid);
    assign(c.euid, w.euid);
    assign(c.suid, w.suid);
    assign(c.rgid, w.rgid);
    assign(c.egid, w.egid);
    assign(c.sgid, w.sgid);
    publish_identity();
    call.reply.credentials = c;
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_set_groups,
                             mach::rpc::call<protocol::process_set_groups> call) {
    if (credentials.euid != 0) return unix_error(EPERM);
    const auto &wanted = call.request.variable;
    std::vector<uint32_t> sorted(wanted.items, wanted.items + wanted.count);  // as Linux has them
    std::sort(sorted.begin(), sorted.end(), [](uint32_t a, uint32_t b) { return a < b; });
    const int32_t number = world_.lists_of_groups.number_of(sorted);
    if (number < 0) return unix_error(ENOMEM);
    group_list = static_cast<uint32_t>(number);
    publish_identity();
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_get_groups,
                             mach::rpc::call<protocol::process_get_groups> call) {
    const auto groups = world_.lists_of_groups.list(group_list);
    call.reply.variable.count = static_cast<uint32_t>(groups.size());
    std::copy(groups.begin(), groups.end(), call.reply.variable.items);
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_priority,
                             mach::rpc::call<protocol::process_priority> call) {
    const auto &request = call.request;
    enum : uint32_t { by_process, by_group, by_user };
    if (request.which > by_user) return unix_error(EINVAL);
    bool found = false;
    int refusal = 0;
    int best = 20;
    for (const auto &[id, p] : world_.processes()) {
        const bool meant =
            request.which == by_process ? id == (request.who != 0 ? request.who : pid)
            : request.which == by_group
                ? p->group == (request.who != 0 ? request.who : group)
                : p->credentials.ruid ==
                      (request.who != 0 ? static_cast<uint32_t>(request.who) : credentials.ruid);
        if (!meant || !p->alive()) continue;
        found = true;
        if (p->nice < best) best = p->nice;
        if (request.set == 0) continue;
        if (credentials.euid != 0) {
            const bool owned =
                p->credentials.ruid == credentials.euid || p->credentials.euid == credentials.euid;
            const int error = !owned ? EPERM : request.nice < p->nice ? EACCES : 0;
            if (error != 0) {
                refusal = error;
                continue;
            }
        }
        p->nice = request.nice;
        (void)task_priority(p->task, mach_priority_of_nice(p->nice), 1);
        for (const thread_record &thread : p->threads)
            if (thread.scheduled.policy != scheduling::other)
                apply_scheduling(thread.port, thread.scheduled, p->nice);
    }
    if (!found) return unix_error(ESRCH);
    if (refusal != 0) return unix_error(refusal);
    call.reply.value = best;
    return KERN_SUCCESS;
}

void process::serve(protocol::process_report_unimplemented,
                    mach::rpc::call<protocol::process_report_unimplemented> call) {
    auto &counts = world_.unimplemented;
    if (counts.size() < unimplemented_max || counts.contains(call.request.number))
        counts[call.request.number] += call.request.count;
}

void process::serve(protocol::process_set_name, mach::rpc::call<protocol::process_set_name> call) {
    std::memcpy(name, call.request.name, sizeof name);
    name[sizeof name - 1] = 0;
}

kern_return_t process::serve(protocol::process_usage,
                             mach::rpc::call<protocol::process_usage> call) {
    record_times();
    call.reply.user_time_ns = user_time_ns;
    call.reply.system_time_ns = system_time_ns;
    call.reply.children_user_time_ns = children_user_time_ns;
    call.reply.children_system_time_ns = children_system_time_ns;
    return KERN_SUCCESS;
}

}  // namespace process_server
