#include <strace/tracer.hpp>

#include <cstring>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <lib/decimal.hpp>
#include <mach/interface/notify.hpp>
#include <strace/names.hpp>

namespace strace {

tracer::tracer(std::FILE *output, bool pids) : output_(output), pids_(pids) {
    if (mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port_) != KERN_SUCCESS)
        return;
    (void)mach_port_insert_right(mach_task_self(), port_, port_, MACH_MSG_TYPE_MAKE_SEND);
}

void tracer::release() {
    mach_port_t previous = MACH_PORT_NULL;
    (void)mach_port_request_notification(mach_task_self(), port_, MACH_NOTIFY_NO_SENDERS, 0, port_,
                                         MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous);
    (void)mach_port_mod_refs(mach_task_self(), port_, MACH_PORT_RIGHT_SEND, -1);
}

void tracer::run() {
    union {
        mach_msg_header_t header;
        char room[1024];
    } in, out;
    for (;;) {
        if (mach_msg(&in.header, MACH_RCV_MSG, 0, sizeof in, port_, 0, MACH_PORT_NULL) !=
            MACH_MSG_SUCCESS)
            return;
        if (in.header.msgh_id == MACH_NOTIFY_NO_SENDERS) return;
        const auto done =
            mach::rpc::demux<protocol::call_trace_interface>(*this, in.header, out.header);
        if (done != mach::rpc::disposition::reply) {
            mach_msg_destroy(&in.header);
            continue;
        }
        std::fflush(output_);
        if (mach_msg(&out.header, MACH_SEND_MSG, out.header.msgh_size, 0, MACH_PORT_NULL, 0,
                     MACH_PORT_NULL) != MACH_MSG_SUCCESS)
            mach_msg_destroy(&out.header);
    }
}

void tracer::print(int32_t tid, const std::string &text) {
    if (pids_) std::fprintf(output_, "[pid %5d] ", tid);
    std::fprintf(output_, "%s\n", text.c_str());
}

void tracer::print_end(int32_t pid, int status) {
    if (WIFEXITED(status)) {
        print(pid, "+++ exited with " + program::decimal(WEXITSTATUS(status)) + " +++");
    } else {
        const char *name = signal_name(WTERMSIG(status));
        print(pid, std::string("+++ killed by ") + (name != nullptr ? name : "?") + " +++");
    }
}

kern_return_t tracer::serve(protocol::call_enter, mach::rpc::call<protocol::call_enter> call) {
    const auto &request = call.request;
    // Between fork and exec it is not the command yet.
    begun_ = begun_ || request.number == SYS_execve;
    if (!begun_) {
        (void)mach_port_deallocate(mach_task_self(), request.task.name);
        return KERN_SUCCESS;
    }
    uint64_t arguments[6];
    std::memcpy(arguments, request.arguments, sizeof arguments);
    calls_[request.tid] =
        std::make_unique<pending>(request.task.name, uint64_t{request.number}, arguments);
    return KERN_SUCCESS;
}

kern_return_t tracer::serve(protocol::call_leave, mach::rpc::call<protocol::call_leave> call) {
    const auto found = calls_.find(call.request.tid);
    if (found == calls_.end()) return KERN_SUCCESS;  // a new process comes out of its parent's fork
    print(call.request.tid,
          found->second->what.finished(found->second->process, call.request.result));
    calls_.erase(found);
    return KERN_SUCCESS;
}

kern_return_t tracer::serve(protocol::call_signal, mach::rpc::call<protocol::call_signal> call) {
    const auto &request = call.request;
    const char *name = signal_name(request.signal);
    print(request.tid, std::string("--- ") + (name != nullptr ? name : "?") +
                           " {si_signo=" + program::decimal(request.signal) +
                           ", si_code=" + program::decimal(request.code) +
                           ", si_pid=" + program::decimal(request.sender_pid) +
                           ", si_uid=" + program::decimal(request.sender_uid) + "} ---");
    return KERN_SUCCESS;
}

kern_return_t tracer::serve(protocol::call_end, mach::rpc::call<protocol::call_end> call) {
    const auto &request = call.request;
    if (const auto found = calls_.find(request.tid); found != calls_.end()) {
        print(request.tid, found->second->what.unfinished());
        calls_.erase(found);
    }
    print_end(request.pid, request.status);
    ended_[request.pid] = true;
    return KERN_SUCCESS;
}

}  // namespace strace
