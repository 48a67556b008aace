#include <mach/interface/task.hpp>

#include "call.hpp"
#include "classic_info.hpp"

namespace interface = mach::interface;
using libmach::exchange;

kern_return_t task_create(task_t parent, int inherit_memory, task_t *child) {
    exchange<interface::task_create> x;
    x.request().inherit = inherit_memory != 0;
    return libmach::take_port(x, parent, child);
}

kern_return_t task_terminate(task_t task) {
    return libmach::simple<interface::task_terminate>(task);
}

kern_return_t task_threads(task_t task, thread_act_array_t *threads,
                           mach_msg_type_number_t *count) {
    return libmach::take_ports<interface::task_threads>(task, threads, count);
}

kern_return_t mach_ports_register(task_t task, mach_port_array_t ports,
                                  mach_msg_type_number_t count) {
    exchange<interface::mach_ports_register> x;
    x.request().ports = {.address = reinterpret_cast<uint64_t>(ports),
                         .deallocate = 0,
                         .copy = MACH_MSG_VIRTUAL_COPY,
                         .disposition = MACH_MSG_TYPE_COPY_SEND,
                         .type = MACH_MSG_OOL_PORTS_DESCRIPTOR,
                         .count = count};
    return x.call(task);
}

kern_return_t mach_ports_lookup(task_t task, mach_port_array_t *ports,
                                mach_msg_type_number_t *count) {
    return libmach::take_ports<interface::mach_ports_lookup>(task, ports, count);
}

kern_return_t task_info(task_t task, int flavor, task_info_t info, mach_msg_type_number_t *count) {
    const int kernels = libmach::kernel_task_flavor(flavor);
    if (kernels == flavor) return libmach::info<interface::task_info>(task, flavor, info, count);
    uint32_t words[TASK_ACCOUNT_INFO_COUNT], room = TASK_ACCOUNT_INFO_COUNT;
    const kern_return_t kr = libmach::info<interface::task_info>(task, kernels, words, &room);
    return kr == KERN_SUCCESS ? libmach::give_task_info(flavor, words, info, count) : kr;
}

kern_return_t task_suspend(task_t task) { return libmach::simple<interface::task_suspend>(task); }
kern_return_t task_resume(task_t task) { return libmach::simple<interface::task_resume>(task); }

kern_return_t task_get_special_port(task_t task, int which, mach_port_t *port) {
    exchange<interface::task_get_special_port> x;
    x.request().which = static_cast<uint32_t>(which);
    return libmach::take_port(x, task, port);
}

kern_return_t task_set_special_port(task_t task, int which, mach_port_t port) {
    exchange<interface::task_set_special_port> x;
    x.request() = {.port = libmach::copy_send(port), .which = static_cast<uint32_t>(which)};
    return x.call(task);
}

kern_return_t task_set_emulation(task_t task, const mach_emulation_t *emulation) {
    exchange<interface::task_set_emulation> x;
    x.request().emulation = *emulation;
    return x.call(task);
}

kern_return_t task_get_emulation(task_t task, mach_emulation_t *emulation) {
    exchange<interface::task_get_emulation> x;
    const kern_return_t kr = x.call(task);
    if (kr == KERN_SUCCESS) *emulation = x.reply().emulation;
    return kr;
}

kern_return_t task_priority(task_t task, int priority, int change_threads) {
    exchange<interface::task_priority> x;
    x.request() = {.priority = priority, .change_threads = change_threads != 0};
    return x.call(task);
}

kern_return_t task_set_name(task_t task, const char *name) {
    exchange<interface::task_set_name> x;
    libmach::put_text(x.request().variable, name);
    return x.call(task);
}

kern_return_t task_set_limits(task_t task, uint64_t memory, uint32_t ports, uint32_t threads,
                              uint64_t queued) {
    exchange<interface::task_set_limits> x;
    x.request() = {.memory = memory, .ports = ports, .threads = threads, .queued = queued};
    return x.call(task);
}

kern_return_t thread_create(task_t task, thread_t *thread) {
    exchange<interface::thread_create> x;
    return libmach::take_port(x, task, thread);
}

kern_return_t thread_create_running(task_t task, thread_state_flavor_t flavor, thread_state_t state,
                                    mach_msg_type_number_t count, thread_t *thread) {
    exchange<interface::thread_create_running> x;
    x.request().flavor = flavor;
    if (!libmach::put_words(x.request().variable, state, count)) return KERN_INVALID_ARGUMENT;
    return libmach::take_port(x, task, thread);
}

kern_return_t semaphore_create(task_t task, semaphore_t *semaphore, int policy, int value) {
    exchange<interface::semaphore_create> x;
    x.request() = {.policy = policy, .value = value};
    return libmach::take_port(x, task, semaphore);
}

kern_return_t semaphore_destroy(task_t task, semaphore_t semaphore) {
    exchange<interface::semaphore_destroy> x;
    x.request().port = libmach::copy_send(semaphore);
    return x.call(task);
}
