// A parent learns what has become of its children: wait4, waitid, SIGCHLD.
#include <algorithm>
#include <cerrno>
#include <csignal>

#include <sys/wait.h>

#include <protocol/error.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

namespace {

constexpr uint32_t clone_children = 0x80000000, all_children = 0x40000000;  // __WCLONE, __WALL

bool asks_for(const protocol::process_wait_request &request, const process &waiting,
              const process &child) {
    // A "clone child" is one whose end sends another signal than SIGCHLD.
    const bool clone_child = child.exit_signal != SIGCHLD;
    if ((request.options & all_children) == 0 &&
        clone_child != ((request.options & clone_children) != 0))
        return false;
    switch (request.id_type) {
    case P_ALL: return true;
    case P_PID: return child.pid == request.id;
    case P_PGID: return child.group == (request.id != 0 ? request.id : waiting.group);
    default: return false;
    }
}

bool has_news(const process &child, uint32_t options) {
    if (child.status == process::state::zombie) return (options & WEXITED) != 0;
    return (child.unreported.stopped && (options & WSTOPPED) != 0) ||
           (child.unreported.continued && (options & WCONTINUED) != 0);
}

}  // namespace

process *process::find_child(const protocol::process_wait_request &request, bool &any) const {
    any = false;
    if (request.id_type == P_PID) {
        process *child = world_.find(request.id);
        any = child != nullptr && child->is_child_of(*this) && asks_for(request, *this, *child);
        return any && has_news(*child, request.options) ? child : nullptr;
    }
    for (process *child : children) {
        if (!asks_for(request, *this, *child)) continue;
        any = true;
        if (has_news(*child, request.options)) return child;
    }
    return nullptr;
}

bool process::has_child(const protocol::process_wait_request &request) const {
    return std::any_of(children.begin(), children.end(),
                       [&](const process *child) { return asks_for(request, *this, *child); });
}

/// Fills the answer; unless WNOWAIT says otherwise, the news is old then and a zombie is gone.
void process::report(process &child, uint32_t options, protocol::process_wait_reply &reply) {
    reply.pid = child.pid;
    reply.uid = child.credentials.ruid;
    reply.user_time_ns = child.user_time_ns + child.children_user_time_ns;
    reply.system_time_ns = child.system_time_ns + child.children_system_time_ns;
    constexpr int stopped_low = 0x7f, continued_status = 0xffff;
    const bool keep = (options & WNOWAIT) != 0;
    if (child.status == state::zombie) {
        reply.status = child.exit_status;
        if (keep) return;
        children_user_time_ns += reply.user_time_ns;
        children_system_time_ns += reply.system_time_ns;
        world_.remove(child);
        return;
    }
    const bool stopped = child.unreported.stopped && (options & WSTOPPED) != 0;
    reply.status = stopped ? child.exit_status << 8 | stopped_low : continued_status;
    if (!keep) (stopped ? child.unreported.stopped : child.unreported.continued) = false;
}

kern_return_t process::serve(protocol::process_wait, mach::rpc::call<protocol::process_wait> call) {
    bool any;
    process *child = find_child(call.request, any);
    if (child != nullptr) {
        report(*child, call.request.options, call.reply);
        return KERN_SUCCESS;
    }
    if (!any) return unix_error(ECHILD);
    if ((call.request.options & WNOHANG) != 0) {
        call.reply = {};
        return KERN_SUCCESS;
    }
    constexpr std::size_t waiters_max = 4096;
    if (waiters.size() >= waiters_max) return unix_error(EAGAIN);
    waiters.push_back({server::pending<protocol::process_wait>(call.header), call.request});
    return MIG_NO_REPLY;
}

void process::serve(protocol::process_interrupt,
                    mach::rpc::call<protocol::process_interrupt> call) {
    for (auto at = waiters.begin(); at != waiters.end(); ++at) {
        if (at->request.cookie != call.request.cookie) continue;
        at->reply.fail(unix_error(EINTR));
        waiters.erase(at);
        return;
    }
    (void)world_.ipc.interrupt(pid, call.request.cookie);
}

/// Gives the news to the first thread that waits for it.
void process::answer_waiters(process &child) {
    for (auto at = waiters.begin(); at != waiters.end(); ++at) {
        if (!asks_for(at->request, *this, child) || !has_news(child, at->request.options)) continue;
        mach::rpc::wire<protocol::process_wait_reply> reply;
        const uint32_t options = at->request.options;
        report(child, options, reply.body);
        auto answer = std::move(at->reply);
        waiters.erase(at);
        answer.reply(reply);
        return;
    }
}

/// Threads that wait for children of which there are none any more.
void process::fail_hopeless_waiters() {
    for (auto at = waiters.begin(); at != waiters.end();) {
        if (has_child(at->request)) {
            ++at;
            continue;
        }
        at->reply.fail(unix_error(ECHILD));
        at = waiters.erase(at);
    }
}

protocol::signal_info process::child_info() const {
    protocol::signal_info info{};
    info.signal = SIGCHLD;
    info.pid = pid;
    info.uid = credentials.ruid;
    if (status == state::zombie) {
        const bool exited = (exit_status & 0x7f) == 0;
        info.signal = exit_signal;
        info.code = exited ? CLD_EXITED : CLD_KILLED;
        info.status = exited ? exit_status >> 8 : exit_status & 0x7f;
    } else {
        info.code = status == state::stopped ? CLD_STOPPED : CLD_CONTINUED;
        info.status = status == state::stopped ? exit_status : SIGCONT;
    }
    return info;
}

void process::child_changed(process &child) {
    const bool ended = child.status == state::zombie;
    const protocol::signal_info info = child.child_info();
    const bool discard = ended && children_discard && child.exit_signal == SIGCHLD;
    const bool quiet = !ended && no_child_stop;
    // Before the answer: POSIX programs expect the handler to have run when a wait returns.
    if (!quiet && valid_signal(info.signal)) post(info);
    if (discard) {
        // Nobody will ask for it.
        children_user_time_ns += child.user_time_ns;
        children_system_time_ns += child.system_time_ns;
        world_.remove(child);
    } else {
        answer_waiters(child);
    }
    if (ended) fail_hopeless_waiters();
}

}  // namespace process_server
