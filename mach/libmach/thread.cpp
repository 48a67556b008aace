#include <mach/interface/thread.hpp>

#include "call.hpp"
#include "classic_info.hpp"

namespace interface = mach::interface;
using libmach::exchange;

kern_return_t thread_terminate(thread_t thread) {
    return libmach::simple<interface::thread_terminate>(thread);
}

kern_return_t thread_get_state(thread_t thread, thread_state_flavor_t flavor, thread_state_t state,
                               mach_msg_type_number_t *count) {
    return libmach::info<interface::thread_get_state>(thread, flavor, state, count);
}

kern_return_t thread_set_state(thread_t thread, thread_state_flavor_t flavor, thread_state_t state,
                               mach_msg_type_number_t count) {
    exchange<interface::thread_set_state> x;
    x.request().flavor = flavor;
    if (!libmach::put_words(x.request().variable, state, count)) return KERN_INVALID_ARGUMENT;
    return x.call(thread);
}

kern_return_t thread_suspend(thread_t thread) {
    return libmach::simple<interface::thread_suspend>(thread);
}
kern_return_t thread_resume(thread_t thread) {
    return libmach::simple<interface::thread_resume>(thread);
}
kern_return_t thread_abort(thread_t thread) {
    return libmach::simple<interface::thread_abort>(thread);
}
kern_return_t thread_abort_safely(thread_t thread) {
    return libmach::simple<interface::thread_abort_safely>(thread);
}

kern_return_t thread_info(thread_t thread, int flavor, thread_info_t info,
                          mach_msg_type_number_t *count) {
    const int kernels = libmach::kernel_thread_flavor(flavor);
    if (kernels == flavor)
        return libmach::info<interface::thread_info>(thread, flavor, info, count);
    uint32_t words[THREAD_ACCOUNT_INFO_COUNT], room = THREAD_ACCOUNT_INFO_COUNT;
    const kern_return_t kr = libmach::info<interface::thread_info>(thread, kernels, words, &room);
    return kr == KERN_SUCCESS ? libmach::give_thread_info(words, info, count) : kr;
}

kern_return_t thread_get_special_port(thread_t thread, int which, mach_port_t *port) {
    exchange<interface::thread_get_special_port> x;
    x.request().which = static_cast<uint32_t>(which);
    return libmach::take_port(x, thread, port);
}

kern_return_t thread_set_special_port(thread_t thread, int which, mach_port_t port) {
    exchange<interface::thread_set_special_port> x;
    x.request() = {.port = libmach::copy_send(port), .which = static_cast<uint32_t>(which)};
    return x.call(thread);
}

kern_return_t thread_policy(thread_t thread, int policy, int data) {
    exchange<interface::thread_policy> x;
    x.request() = {.policy = policy, .data = data};
    return x.call(thread);
}

kern_return_t thread_priority(thread_t thread, int priority, int set_max) {
    exchange<interface::thread_priority> x;
    x.request() = {.priority = priority, .set_max = set_max != 0};
    return x.call(thread);
}

kern_return_t thread_depress_abort(thread_t thread) {
    return libmach::simple<interface::thread_depress_abort>(thread);
}

kern_return_t thread_set_name(thread_t thread, const char *name) {
    exchange<interface::thread_set_name> x;
    libmach::put_text(x.request().variable, name);
    return x.call(thread);
}

kern_return_t thread_interrupt(thread_t thread) {
    return libmach::simple<interface::thread_interrupt>(thread);
}

kern_return_t thread_set_emulation_block(thread_t thread, uint64_t address) {
    exchange<interface::thread_set_emulation_block> x;
    x.request().address = address;
    return x.call(thread);
}
