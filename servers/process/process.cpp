#include <process.hpp>

#include <csignal>

#include <lib/clock.hpp>
#include <mach/audit.h>
#include <world.hpp>

namespace process_server {

process::process(world &w, int32_t pid)
    : world_(w), pid(pid), start_time_ns(server::monotonic_ns()) {}

process::~process() {
    for (pid_file *file : pid_files) file->forget();
    for (const thread_record &thread : threads)
        (void)mach_port_deallocate(mach_task_self(), thread.port);
    if (task != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), task);
}

thread_record *process::find_thread(int32_t tid) {
    for (thread_record &thread : threads)
        if (thread.tid == tid) return &thread;
    return nullptr;
}

thread_record *process::find_thread_port(thread_t wanted) {
    for (thread_record &thread : threads)
        if (thread.port == wanted) return &thread;
    return nullptr;
}

const protocol::posix_image_header &process::library() const { return world_.library.header(); }

void process::publish_identity() const {
    audit_token_t token{};
    token.val[AUDIT_PID] = static_cast<uint32_t>(pid);
    token.val[AUDIT_PGRP] = static_cast<uint32_t>(group);
    token.val[AUDIT_SID] = static_cast<uint32_t>(session);
    token.val[AUDIT_EUID] = credentials.euid;
    token.val[AUDIT_EGID] = credentials.egid;
    token.val[AUDIT_RUID] = credentials.ruid;
    token.val[AUDIT_RGID] = credentials.rgid;
    token.val[AUDIT_FLAGS] = AUDIT_FLAG_POSIX | group_list << AUDIT_GROUPS_SHIFT;
    (void)task_set_audit_token(world_.host_priv, task, token);
}

void process::set_status(state s) {
    if (group_record *record = world_.find_group(group); record != nullptr) {
        if (status == state::stopped) --record->stopped;
        if (s == state::stopped) ++record->stopped;
    }
    status = s;
}

void process::set_parent(process *p) {
    shared_stack = 0;  // it is the stack of the one that forked
    if (parent != nullptr) parent->children.erase(in_children);
    parent = p;
    if (p != nullptr) in_children = p->children.insert(p->children.end(), this);
    if (!alive() || p == nullptr) return;
    // Read without a message by getppid. A process that has unmapped its library gets nothing.
    const protocol::posix_process_info info{.parent = p->pid, .valid_for = pid};
    (void)mach_vm_write(task, world_.library.header().process_info,
                        reinterpret_cast<vm_offset_t>(&info), sizeof info);
}

void process::release_parent() {
    if (!fork_waiting) return;
    mach::rpc::wire<protocol::process_fork_reply> reply;
    reply.body.pid = pid;
    fork_waiting->reply(reply);
    fork_waiting.reset();
}

bool process::may_signal(const process &sender, int signal) const {
    if (sender.credentials.euid == 0) return true;
    if (signal == SIGCONT && sender.session == session) return true;
    const uint32_t uids[]{sender.credentials.ruid, sender.credentials.euid};
    for (const uint32_t uid : uids)
        if (uid == credentials.ruid || uid == credentials.suid) return true;
    return false;
}

}  // namespace process_server
