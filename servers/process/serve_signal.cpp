// Routines of a process's port: signals.
#include <cerrno>
#include <csignal>
#include <utility>
#include <vector>

#include <protocol/error.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

namespace {

/// The members of what kill's pid argument names. As on Linux a thread's id means its process.
std::vector<int32_t> targets_of(world &w, const process &sender, int32_t pid) {
    std::vector<int32_t> targets;
    if (pid > 0) {
        thread_record *thread = nullptr;
        if (w.find(pid) != nullptr)
            targets.push_back(pid);
        else if (const process *of_thread = w.find_thread(pid, thread))
            targets.push_back(of_thread->pid);
        return targets;
    }
    if (pid == -1) {
        for (const auto &[id, p] : w.processes())
            if (id != 1 && p.get() != &sender) targets.push_back(id);
    } else if (const group_record *group = w.find_group(pid == 0 ? sender.group : -pid)) {
        for (const process *p : group->members) targets.push_back(p->pid);
    }
    return targets;
}

}  // namespace

protocol::signal_info process::stamped(const protocol::signal_info &given) const {
    protocol::signal_info info = given;
    if (info.code > 0 && info.code != SI_KERNEL) info.code = SI_USER;
    info.pid = pid;
    info.uid = credentials.ruid;
    info.error = 0;
    return info;
}

kern_return_t process::serve(protocol::process_kill, mach::rpc::call<protocol::process_kill> call) {
    const auto &request = call.request;
    const protocol::signal_info info = stamped(request.info);
    if (info.signal < 0 || info.signal > signal_max) return unix_error(EINVAL);
    world &w = world_;
    if (request.tid != 0) {
        thread_record *thread = nullptr;
        process *target = w.find_thread(request.tid, thread);
        if (target == nullptr || (request.pid > 0 && target->pid != request.pid))
            return unix_error(ESRCH);
        if (!target->may_signal(*this, info.signal)) return unix_error(EPERM);
        target->post(info, thread);
        return KERN_SUCCESS;
    }
    // A terminal's signal to a group that nobody could continue.
    const bool from_terminal =
        info.code == SI_KERNEL && (info.signal == SIGTTIN || info.signal == SIGTTOU);
    if (from_terminal && w.orphaned(group)) return unix_error(EIO);
    const std::vector<int32_t> targets = targets_of(w, *this, request.pid);
    if (targets.empty()) return unix_error(ESRCH);
    bool sent = false, self_killed = false;
    const int32_t own = pid;
    for (const int32_t id : targets) {
        process *target = w.find(id);
        if (target == nullptr || !target->may_signal(*this, info.signal)) continue;
        sent = true;
        // The sender last: it may not be there afterwards.
        if (id == own)
            self_killed = true;
        else
            target->post(info);
    }
    if (self_killed) post(info);
    return sent ? KERN_SUCCESS : unix_error(EPERM);
}

kern_return_t process::serve(protocol::process_signal_take,
                             mach::rpc::call<protocol::process_signal_take> call) {
    thread_record *thread = find_thread(call.request.tid);
    if (thread == nullptr) return KERN_INVALID_ARGUMENT;
    protocol::signal_info info{};
    if (!thread->signals.take(call.request.wanted, info))
        (void)signals.take(call.request.wanted, info);
    call.reply.info = info;
    call.reply.thread_pending = thread->signals.pending();
    call.reply.process_pending = signals.pending();
    call.reply.sequence = world_.next_sequence();
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_signal_disposition,
                             mach::rpc::call<protocol::process_signal_disposition> call) {
    const signal_bits before =
        std::exchange(ignored, call.request.ignored & ~(bit(SIGKILL) | bit(SIGSTOP)));
    children_discard = call.request.children_discard != 0;
    no_child_stop = call.request.no_child_stop != 0;
    // POSIX: what is pending of a signal that becomes ignored is discarded. One that is and stays
    // ignored is pending only while it is blocked, and may become another one.
    const signal_bits discarded = ignored & ~before;
    signals.discard(discarded);
    for (thread_record &thread : threads) thread.signals.discard(discarded);
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_subreaper,
                             mach::rpc::call<protocol::process_subreaper> call) {
    subreaper = call.request.set != 0;
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_parent_death,
                             mach::rpc::call<protocol::process_parent_death> call) {
    const int wanted = call.request.signal;
    if (wanted != 0 && !valid_signal(wanted)) return unix_error(EINVAL);
    parent_death_signal = wanted;
    return KERN_SUCCESS;
}

}  // namespace process_server
