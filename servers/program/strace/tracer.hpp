/// \file
/// The port that traced processes report to.
#pragma once

#include <cstdio>
#include <map>
#include <memory>

#include <mach/mach.h>
#include <mach/server.hpp>
#include <protocol/call_trace.hpp>
#include <strace/call.hpp>

namespace strace {

class tracer {
public:
    /// \param pids whether lines begin with the process
    tracer(std::FILE *output, bool pids);
    tracer(const tracer &) = delete;
    tracer &operator=(const tracer &) = delete;

    mach_port_t port() const { return port_; }
    /// Gives up the send right that this task itself has; traced processes have theirs.
    void release();
    /// Answers until no process is traced any more.
    void run();
    /// Has the process told how it ended?
    bool told_end(int32_t pid) const { return ended_.contains(pid); }
    void print_end(int32_t pid, int status);

    kern_return_t serve(protocol::call_enter, mach::rpc::call<protocol::call_enter>);
    kern_return_t serve(protocol::call_leave, mach::rpc::call<protocol::call_leave>);
    kern_return_t serve(protocol::call_signal, mach::rpc::call<protocol::call_signal>);
    kern_return_t serve(protocol::call_end, mach::rpc::call<protocol::call_end>);

private:
    /// What a thread is in.
    struct pending {
        pending(task_t of, uint64_t number, const uint64_t (&arguments)[6])
            : task(of), process(of), what(process, number, arguments) {}
        ~pending() { (void)mach_port_deallocate(mach_task_self(), task); }
        pending(const pending &) = delete;
        pending &operator=(const pending &) = delete;
        const task_t task;
        const memory process;
        const call what;
    };
    void print(int32_t tid, const std::string &text);

    std::FILE *const output_;
    const bool pids_;
    bool begun_ = false;  ///< the command is being executed
    mach_port_t port_ = MACH_PORT_NULL;
    std::map<int32_t, std::unique_ptr<pending>> calls_;  ///< by thread
    std::map<int32_t, bool> ended_;
};

}  // namespace strace
