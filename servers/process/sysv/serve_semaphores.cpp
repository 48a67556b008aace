// Routines of a process's port: semaphores.
#include <algorithm>
#include <cerrno>

#include <sysv/seconds.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

kern_return_t process::serve(protocol::sem_query, mach::rpc::call<protocol::sem_query> call) {
    const auto &request = call.request;
    const semaphore_set *set = world_.ipc.sets.find(request.id);
    if (set == nullptr) return unix_error(EINVAL);
    if (!set->allows(as_ipc_caller(), ipc_may_read)) return unix_error(EACCES);
    if (request.index >= set->size()) return unix_error(EINVAL);
    int32_t &value = call.reply.value;
    switch (static_cast<protocol::sem_question>(request.question)) {
    case protocol::sem_question::value: value = set->value(request.index); break;
    case protocol::sem_question::pid: value = set->last_pid(request.index); break;
    case protocol::sem_question::waiting_for_more:
        value = static_cast<int32_t>(set->waiting(request.index, false));
        break;
    case protocol::sem_question::waiting_for_zero:
        value = static_cast<int32_t>(set->waiting(request.index, true));
        break;
    default: return unix_error(EINVAL);
    }
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::sem_values, mach::rpc::call<protocol::sem_values> call) {
    const semaphore_set *set = world_.ipc.sets.find(call.request.id);
    if (set == nullptr) return unix_error(EINVAL);
    if (!set->allows(as_ipc_caller(), ipc_may_read)) return unix_error(EACCES);
    auto &out = call.reply.variable;
    out.count = static_cast<uint32_t>(set->size());
    for (unsigned i = 0; i < out.count; ++i) out.items[i] = set->value(i);
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::sem_set_values,
                             mach::rpc::call<protocol::sem_set_values> call) {
    const auto &request = call.request;
    semaphore_set *set = world_.ipc.sets.find(request.id);
    if (set == nullptr) return unix_error(EINVAL);
    const auto &values = request.variable;
    const bool all = request.all != 0;
    if (!set->allows(as_ipc_caller(), ipc_may_write)) return unix_error(EACCES);
    if (all ? values.count != set->size() : request.index >= set->size() || values.count != 1)
        return unix_error(EINVAL);
    if (std::any_of(values.items, values.items + values.count,
                    [](uint16_t v) { return v > semaphore_set::value_max; }))
        return unix_error(ERANGE);
    for (unsigned i = 0; i < values.count; ++i)
        set->set_value(all ? i : request.index, values.items[i], pid);
    set->change_time = seconds_now();
    set->settle();
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::sem_operate, mach::rpc::call<protocol::sem_operate> call) {
    const std::span<const semaphore_set::operation> operations(call.request.variable.items,
                                                               call.request.variable.count);
    semaphore_set *set = world_.ipc.sets.find(call.request.id);
    if (set == nullptr || operations.empty()) return unix_error(EINVAL);
    if (std::ranges::any_of(operations, [&](const auto &o) { return o.index >= set->size(); }))
        return unix_error(EFBIG);
    const bool alters =
        std::ranges::any_of(operations, [](const auto &o) { return o.change != 0; });
    if (!set->allows(as_ipc_caller(), alters ? ipc_may_write : ipc_may_read))
        return unix_error(EACCES);
    std::size_t blocked = 0;
    const int error = set->attempt(operations, pid, blocked);
    if (error == EAGAIN && (operations[blocked].flags & semaphore_set::no_wait) == 0) {
        if (!waiting_place::room(pid, threads.size())) return unix_error(ENOMEM);
        set->wait(operations, pid, call.request.cookie,
                  server::pending<protocol::sem_operate>(call.header));
        return MIG_NO_REPLY;
    }
    if (error != 0) return unix_error(error);
    set->settle();
    return KERN_SUCCESS;
}

}  // namespace process_server
