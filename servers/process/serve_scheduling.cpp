// Scheduling policies: what they mean to the kernel, and the routine that sets them.
#include <scheduling.hpp>

#include <algorithm>
#include <cerrno>

#include <protocol/error.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

bool scheduling::valid() const {
    if (real_time()) return priority >= 1 && priority <= 99;
    return priority == 0 && (policy == other || policy == batch || policy == idle);
}

void apply_scheduling(thread_t thread, const scheduling &s, int nice) {
    constexpr int32_t idle_priority = 2, lowest_real_time = 21, levels = 7;
    const int32_t priority = s.real_time() ? lowest_real_time + (s.priority - 1) * levels / 99
                             : s.policy == scheduling::idle ? idle_priority
                                                            : mach_priority_of_nice(nice);
    (void)thread_priority(thread, priority, 0);
}

kern_return_t process::serve(protocol::process_scheduling,
                             mach::rpc::call<protocol::process_scheduling> call) {
    const auto &request = call.request;
    thread_record *thread = nullptr;
    process *p = world_.find_thread(request.tid, thread);
    if (p == nullptr || !p->alive()) return unix_error(ESRCH);
    if (request.set != 0) {
        scheduling wanted{
            .policy = request.keep_policy != 0 ? thread->scheduled.policy : request.policy,
            .priority = request.priority,
            .reset_on_fork = request.keep_policy != 0 ? thread->scheduled.reset_on_fork
                                                      : request.reset_on_fork != 0};
        if (!wanted.valid()) return unix_error(EINVAL);
        const bool own =
            credentials.euid == p->credentials.euid || credentials.euid == p->credentials.ruid;
        // Without privilege a thread may give real time up, and lower its priority there.
        const scheduling &now = thread->scheduled;
        const bool raises =
            wanted.real_time() && (!now.real_time() || wanted.priority > now.priority);
        if (credentials.euid != 0 && (!own || raises)) return unix_error(EPERM);
        thread->scheduled = wanted;
        apply_scheduling(thread->port, wanted, p->nice);
    }
    call.reply.policy = thread->scheduled.policy;
    call.reply.priority = thread->scheduled.priority;
    call.reply.reset_on_fork = thread->scheduled.reset_on_fork;
    return KERN_SUCCESS;
}

}  // namespace process_server
