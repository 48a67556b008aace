#include <call_trace.hpp>

#include <cerrno>

#include <mach/client.hpp>
#include <mach/mach_traps.h>
#include <protocol/call_trace.hpp>

namespace posix {

namespace {

template <class Routine>
void report(mach::rpc::exchange<Routine> &x, int32_t tid) {
    x.request().pid = self.pid;
    x.request().tid = tid;
    if (x.call(self.tracer) != KERN_SUCCESS) self.traced = false;
}

}  // namespace

long trace_children(mach_port_t tracer, uint64_t flags) {
    if ((flags & ~uint64_t{protocol::trace_follow}) != 0) return -EINVAL;
    self.tracer = tracer;
    self.trace_next = tracer != MACH_PORT_NULL;
    self.trace_all = (flags & protocol::trace_follow) != 0;
    return 0;
}

void inherit_trace() {
    const bool wanted = self.trace_next || (self.traced && self.trace_all);
    self.traced = wanted;
    self.trace_next = false;
    if (!wanted) self.tracer = MACH_PORT_NULL;
}

void trace_enter(const thread_block &block) {
    const machine::registers &r = block.registers;
    mach::rpc::exchange<protocol::call_enter> x;
    auto &request = x.request();
    request.task = mach::rpc::port_descriptor(mach_task_self(), MACH_MSG_TYPE_COPY_SEND);
    request.number = block.call_number;
    const uint64_t arguments[]{POSIX_CALL_ARGUMENTS(r)};
    __builtin_memcpy(request.arguments, arguments, sizeof arguments);
    report(x, block.tid);
}

void trace_leave(const thread_block &block, long result) {
    mach::rpc::exchange<protocol::call_leave> x;
    x.request().result = result;
    report(x, block.tid);
}

void trace_signal(const thread_block &block, const protocol::signal_info &info) {
    mach::rpc::exchange<protocol::call_signal> x;
    auto &request = x.request();
    request.signal = info.signal;
    request.code = info.code;
    request.sender_pid = info.pid;
    request.sender_uid = static_cast<int32_t>(info.uid);
    report(x, block.tid);
}

void trace_end(int status) {
    mach::rpc::exchange<protocol::call_end> x;
    x.request().status = status;
    report(x, this_thread().tid);
}

}  // namespace posix
