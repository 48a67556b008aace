#include <signal_info.hpp>

#include <csignal>

#include <machine/fault.hpp>

namespace posix {

linux_signal_info to_linux(const protocol::signal_info &info) {
    linux_signal_info out{};
    out.signal = info.signal;
    out.error = info.error;
    out.code = info.code;
    if (info.error != 0) {
        // Made of an exception: the code is the processor's.
        out.error = 0;
        const machine::fault fault = machine::describe_fault(info.error, info.code, info.value);
        out.code = fault.code;
        out.fault = {.address = fault.address, .descriptor = 0};
        return out;
    }
    const bool from_kernel = info.code > 0 && info.code != SI_KERNEL;
    if (info.code == SI_TIMER) {
        out.timer = {.timer = info.timer, .overrun = info.overrun, .value = info.value};
    } else if (from_kernel && info.signal == SIGCHLD) {
        out.child = {.pid = info.pid,
                     .uid = info.uid,
                     .status = info.status,
                     .padding = 0,
                     .user_time = 0,
                     .system_time = 0};
    } else if (from_kernel) {
        out.fault = {.address = info.value, .descriptor = info.status};
    } else {
        out.sender = {.pid = info.pid, .uid = info.uid, .value = info.value};
    }
    return out;
}

bool on_alternate_stack(const thread_block &block) {
    const uint64_t sp = block.registers.stack_pointer();
    return sp > block.alternate.base && sp - block.alternate.base <= block.alternate.size;
}

uint64_t handler_stack(const thread_block &block, uint64_t flags, uint64_t red_zone) {
    if ((flags & SA_ONSTACK) != 0 && block.alternate.size != 0 &&
        (block.alternate.flags & SS_DISABLE) == 0 && !on_alternate_stack(block))
        return block.alternate.base + block.alternate.size;
    return block.registers.stack_pointer() - red_zone;
}

}  // namespace posix
