#include <mach/mach_exc.h>

#include <mach/interface/exception.hpp>
#include <mach/mig_errors.h>
#include <mach/server.hpp>

#pragma weak catch_mach_exception_raise
#pragma weak catch_mach_exception_raise_state
#pragma weak catch_mach_exception_raise_state_identity

namespace {

namespace mi = mach::interface;
using mach::rpc::call;

template <class Routine>
int64_t *codes_of(const call<Routine> &c) {
    // Packed to four bytes, where the program's declaration has whole words.
    static thread_local int64_t code[2];
    __builtin_memcpy(code, c.request.code, sizeof code);
    return code;
}
template <class Routine>
thread_state_t old_state(const call<Routine> &c) {
    return const_cast<thread_state_t>(c.request.variable.items);
}

struct handler {
    kern_return_t serve(mi::mach_exception_raise, call<mi::mach_exception_raise> c) {
        if (!catch_mach_exception_raise) return MIG_BAD_ID;
        return catch_mach_exception_raise(c.header.msgh_local_port, c.request.thread.name,
                                          c.request.task.name, c.request.exception, codes_of(c),
                                          c.request.code_count);
    }
    kern_return_t serve(mi::mach_exception_raise_state, call<mi::mach_exception_raise_state> c) {
        if (!catch_mach_exception_raise_state) return MIG_BAD_ID;
        begin(c);
        return catch_mach_exception_raise_state(c.header.msgh_local_port, c.request.exception,
                                                codes_of(c), c.request.code_count, &c.reply.flavor,
                                                old_state(c), c.request.variable.count,
                                                c.reply.variable.items, &c.reply.variable.count);
    }
    kern_return_t serve(mi::mach_exception_raise_state_identity,
                        call<mi::mach_exception_raise_state_identity> c) {
        if (!catch_mach_exception_raise_state_identity) return MIG_BAD_ID;
        begin(c);
        return catch_mach_exception_raise_state_identity(
            c.header.msgh_local_port, c.request.thread.name, c.request.task.name,
            c.request.exception, codes_of(c), c.request.code_count, &c.reply.flavor, old_state(c),
            c.request.variable.count, c.reply.variable.items, &c.reply.variable.count);
    }

private:
    template <class Routine>
    static void begin(const call<Routine> &c) {
        c.reply.flavor = c.request.flavor;
        c.reply.variable.count = mi::thread_state_max;
    }
};

}  // namespace

boolean_t mach_exc_server(mach_msg_header_t *request, mach_msg_header_t *reply) {
    using mach::rpc::disposition;
    handler h;
    switch (mach::rpc::demux<mi::exception_interface>(h, *request, *reply)) {
    case disposition::unknown: return false;
    case disposition::reply: return true;
    case disposition::no_reply:
    case disposition::done:
    case disposition::ignored: break;
    }
    reinterpret_cast<mig_reply_error_t *>(reply)->RetCode = MIG_NO_REPLY;
    return true;
}
