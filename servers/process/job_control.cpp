// Stopping and going on.
#include <csignal>

#include <world.hpp>

namespace process_server {

void process::stop(int signal) {
    if (status != state::running) return;
    set_status(state::stopped);
    exit_status = signal;
    unreported = {.stopped = true, .continued = false};
    (void)task_suspend(task);
    if (parent != nullptr) parent->child_changed(*this);
}

void process::resume() {
    if (status != state::stopped) return;
    set_status(state::running);
    unreported = {.stopped = false, .continued = true};
    (void)task_resume(task);
    if (parent != nullptr) parent->child_changed(*this);
}

/// A stop signal's default action, asked for by the library once it has seen that nothing blocks
/// it.
kern_return_t process::serve(protocol::process_stop, mach::rpc::call<protocol::process_stop> call) {
    const int signal = call.request.signal;
    const bool terminal_signal = signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
    if (!terminal_signal && signal != SIGSTOP) return KERN_INVALID_ARGUMENT;
    if (terminal_signal && (world_.orphaned(group) || pid == 1)) return KERN_SUCCESS;
    // The task is suspended now; the caller sees the answer when it runs again.
    stop(signal);
    return KERN_SUCCESS;
}

}  // namespace process_server
