// The server's part of an exec: the library replaces the program itself, see libposix/exec.hpp.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include <protocol/error.hpp>
#include <world.hpp>

namespace process_server {

namespace {

/// Waits until the thread is off its processor: while it ends in its own time, the caller's library
/// must not find it in its data any more.
void stop_running(thread_t thread, protocol::posix_thread_state state) {
    mach_msg_type_number_t words = state.count;
    (void)thread_suspend(thread);
    (void)thread_get_state(thread, state.flavor, state.words, &words);
}

}  // namespace

kern_return_t process::serve(protocol::process_exec, mach::rpc::call<protocol::process_exec> call) {
    const auto &request = call.request;
    thread_record *caller = find_thread(request.tid);
    if (caller == nullptr) return protocol::unix_error(EINVAL);
    for (thread_record &thread : threads) {
        if (&thread == caller) continue;
        stop_running(thread.port, world_.library.header().boot_state);
        (void)thread_terminate(thread.port);
        (void)mach_port_deallocate(mach_task_self(), thread.port);
        world_.remove_thread(thread.tid);
    }
    world_.remove_thread(caller->tid);
    thread_record only = std::move(*caller);
    only.tid = pid;
    threads.clear();
    threads.push_back(std::move(only));
    waiters.clear();
    world_.ipc.forget_waiters(pid);
    world_.ipc.detach_all(*this);
    for (process *child : children) child->shared_stack = 0;

    ignored = request.ignored;
    no_child_stop = false;
    executed = true;
    arguments_begin = request.arguments_begin;
    arguments_end = request.arguments_end;
    environment_begin = request.environment_begin;
    environment_end = request.environment_end;
    std::memcpy(name, request.name, sizeof name);
    name[sizeof name - 1] = 0;
    executable.assign(request.variable.items, request.variable.count);
    (void)task_set_name(task, name);
    return_stack();
    release_parent();
    return KERN_SUCCESS;
}

}  // namespace process_server
