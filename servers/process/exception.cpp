#include <exception.hpp>

#include <csignal>

#include <lib/service.hpp>
#include <mach/exception_types.h>
#include <world.hpp>

namespace process_server {

namespace {

/// Registers can be seen and changed while a thread is suspended.
class suspended {
public:
    explicit suspended(thread_t thread) : thread_(thread) { (void)thread_suspend(thread_); }
    ~suspended() { (void)thread_resume(thread_); }
    suspended(const suspended &) = delete;
    suspended &operator=(const suspended &) = delete;

private:
    thread_t thread_;
};

using raise = mach::interface::mach_exception_raise;
using raise_interface = mach::rpc::interface<"exception", raise>;

constexpr int code_alignment_first = 0x101;  // and above: alignment, bus errors
constexpr int code_alignment = 17;

int signal_number(int exception, int64_t code) {
    switch (exception) {
    case EXC_BAD_ACCESS:
        if (code == KERN_MEMORY_ERROR || code == KERN_MEMORY_FAILURE || code == code_alignment ||
            code >= code_alignment_first)
            return SIGBUS;
        return SIGSEGV;
    case EXC_BAD_INSTRUCTION: return SIGILL;
    case EXC_ARITHMETIC: return SIGFPE;
    case EXC_BREAKPOINT: return SIGTRAP;
    case EXC_SYSCALL:
    case EXC_MACH_SYSCALL: return SIGSYS;
    default: return SIGSEGV;
    }
}

}  // namespace

protocol::signal_info signal_of(int exception, int64_t code, int64_t subcode) {
    protocol::signal_info info{};
    info.signal = signal_number(exception, code);
    info.code = static_cast<int32_t>(code);
    info.error = exception;
    info.value = static_cast<uint64_t>(subcode);
    return info;
}

mach::rpc::disposition exception_port::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    return mach::rpc::demux<raise_interface>(*this, in, out);
}

bool exception_port::handle(process &p, thread_record &thread, int exception, int64_t code,
                            int64_t subcode) {
    const protocol::posix_image_header &library = world_.library.header();
    const suspended still(thread.port);
    protocol::posix_thread_state state = library.boot_state;
    mach_msg_type_number_t words = state.count;
    if (thread_get_state(thread.port, state.flavor, state.words, &words) != KERN_SUCCESS)
        return false;
    auto &pc = *reinterpret_cast<uint64_t *>(state.words + library.pc_word);
    if (pc >= library.copy_begin && pc < library.copy_end) {
        pc = library.copy_fault;
        return thread_set_state(thread.port, state.flavor, state.words, words) == KERN_SUCCESS;
    }
    const protocol::signal_info info = signal_of(exception, code, subcode);
    if (pc >= library.emulation.image_start && pc < library.emulation.image_end) {
        server::log("%s (%d): exception %d, code %lld, %llx in libposix at %llx", p.name,
                    static_cast<int>(p.pid), exception, static_cast<long long>(code),
                    static_cast<unsigned long long>(subcode), static_cast<unsigned long long>(pc));
        p.end(info.signal);
        return false;
    }
    p.post_fault(info, thread);
    return p.alive();
}

kern_return_t exception_port::serve(raise, mach::rpc::call<raise> call) {
    const thread_t thread_port = call.request.thread.name;
    const task_t task_port = call.request.task.name;
    bool goes_on = false;
    if (process *p = world_.find_task(task_port); p != nullptr)
        if (thread_record *thread = p->find_thread_port(thread_port); thread != nullptr)
            goes_on = handle(*p, *thread, call.request.exception, call.request.code[0],
                             call.request.code[1]);
    (void)mach_port_deallocate(mach_task_self(), thread_port);
    (void)mach_port_deallocate(mach_task_self(), task_port);
    return goes_on ? KERN_SUCCESS : KERN_FAILURE;
}

}  // namespace process_server
