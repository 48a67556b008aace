// The end of a process, by its own call, by a signal, or because its task is gone.
#include <csignal>
#include <utility>
#include <vector>

#include <poll.h>

#include <cpu_time.hpp>
#include <lib/service.hpp>
#include <mach/audit.h>
#include <power.hpp>
#include <ready_message.hpp>
#include <service.hpp>
#include <world.hpp>

namespace process_server {

namespace {
/// Servers that keep something for the process.
void tell_end(const std::vector<mach_port_t> &watchers, int32_t pid) {
    for (const mach_port_t notify : watchers)
        send_ready(notify, POLLIN, static_cast<uint32_t>(pid));
}
}  // namespace

void process::record_times() {
    const cpu_time used = cpu_time_of(*this);
    user_time_ns = used.user_ns;
    system_time_ns = used.system_ns;
}

/// Children go to the nearest subreaper above or the first process; those that have ended already
/// are its to wait for.
void process::leave_children() {
    const std::vector<process *> left(children.begin(), children.end());
    process *heir = this != &world_.init() ? &world_.init() : nullptr;
    for (process *above = parent; above != nullptr; above = above->parent)
        if (above->subreaper && above->alive()) {
            heir = above;
            break;
        }
    protocol::signal_info end_of_parent{};
    end_of_parent.pid = pid;
    end_of_parent.uid = credentials.ruid;
    for (process *child : left) {
        child->set_parent(heir);
        child->exit_signal = SIGCHLD;
        end_of_parent.signal = child->parent_death_signal;
        if (end_of_parent.signal != 0) child->post(end_of_parent);
    }
    // POSIX: groups that this leaves orphaned with stopped members are roused.
    for (process *child : left)
        if (child->group != group && child->session == session && child->alive())
            world_.rouse_orphans(child->group, this);
    if (heir == nullptr) return;
    for (process *child : left)
        if (child->status == state::zombie) heir->child_changed(*child);
}

void process::end(int how) {
    if (!alive()) return;
    record_times();
    set_status(state::ending);
    exit_status = how;
    (void)task_terminate(task);
    signals.clear();
    waiters.clear();
    world_.ipc.forget_waiters(pid);
    unreported = {};
    world_.timers.cancel(pid);
    if (pid != 1) return;
    server::log("the first process has ended with status 0x%x: restarting the machine",
                static_cast<unsigned>(how));
    shut_down_files();
    (void)host_reboot(world_.host_priv, HOST_REBOOT_RESTART | HOST_REBOOT_SHOW_LOG);
}

void process::task_gone() {
    end(SIGKILL);
    set_status(state::zombie);
    for (const thread_record &thread : threads) {
        (void)mach_port_deallocate(mach_task_self(), thread.port);
        world_.remove_thread(thread.tid);
    }
    threads.clear();
    // The notification has added a reference to the name, which is dead now.
    for (int references = 0; references < 2; ++references)
        (void)mach_port_deallocate(mach_task_self(), task);
    world_.remove_task(task);
    task = MACH_PORT_NULL;
    world_.ipc.detach_all(*this);
    world_.ipc.forget_waiters(pid);  // requests were served until now
    for (const auto &[id, set] : world_.ipc.sets.all()) set->undo(pid);
    release_parent();
    leave_children();
    // Its own group may be orphaned now, if it was what tied the group to its session; one that was
    // orphaned before hears nothing.
    if (parent != nullptr && parent->group != group && parent->session == session)
        world_.rouse_orphans(group, this);
    port.reset();
    for (pid_file *file : pid_files) file->tell_end();
    tell_end(std::exchange(end_watchers, {}), pid);
    if (parent != nullptr) parent->child_changed(*this);
}

void service::serve(protocol::process_watch, mach::rpc::call<protocol::process_watch> call) {
    const mach_port_t notify = call.request.notify.name;
    process *p = world_.find(call.request.pid);
    const bool from_server = call.trailer.msgh_audit.val[AUDIT_PID] == 0;
    if (p == nullptr || p->status == process::state::zombie || !from_server)
        tell_end({notify}, call.request.pid);
    else
        p->end_watchers.push_back(notify);
}

kern_return_t process::serve(protocol::process_exit, mach::rpc::call<protocol::process_exit> call) {
    const int how = call.request.status;
    return_stack();
    // An exit code in the second byte, or a signal in the first.
    const bool by_signal = (how & 0x7f) != 0;
    end(by_signal ? how & 0x7f : how & 0xff00);
    return KERN_SUCCESS;  // for nobody: the caller's task is gone
}

}  // namespace process_server
