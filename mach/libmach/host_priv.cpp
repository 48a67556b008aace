#include <mach/interface/clock.hpp>
#include <mach/interface/host_priv.hpp>

#include "call.hpp"

namespace interface = mach::interface;
using libmach::exchange;

kern_return_t host_reboot(host_priv_t host_priv, unsigned options) {
    exchange<interface::host_reboot> x;
    x.request().options = options;
    return x.call(host_priv);
}

kern_return_t host_set_time(host_priv_t host_priv, mach_timespec_t time) {
    exchange<interface::host_set_time> x;
    x.request() = {.seconds = time.tv_sec, .nanoseconds = time.tv_nsec};
    return x.call(host_priv);
}

kern_return_t host_adjust_time(host_priv_t host_priv, int64_t delta_ns, int64_t *old_delta_ns) {
    exchange<interface::host_adjust_time> x;
    x.request().delta_ns = delta_ns;
    const kern_return_t kr = x.call(host_priv);
    if (kr == KERN_SUCCESS) *old_delta_ns = x.reply().old_delta_ns;
    return kr;
}

kern_return_t host_processors(host_priv_t host_priv, processor_array_t *processors,
                              mach_msg_type_number_t *count) {
    return libmach::take_ports<interface::host_processors>(host_priv, processors, count);
}

kern_return_t host_tasks(host_priv_t host_priv, task_array_t *tasks,
                         mach_msg_type_number_t *count) {
    return libmach::take_ports<interface::host_tasks>(host_priv, tasks, count);
}

kern_return_t host_get_boot_info(host_priv_t host_priv, char *boot_info) {
    exchange<interface::host_get_boot_info> x;
    const kern_return_t kr = x.call(host_priv);
    if (kr != KERN_SUCCESS) return kr;
    const auto &text = x.reply().variable;
    const uint32_t length = text.count < text.capacity ? text.count : text.capacity - 1;
    for (uint32_t i = 0; i < length; ++i) boot_info[i] = text.items[i];
    boot_info[length] = '\0';
    return kr;
}

kern_return_t task_set_audit_token(host_priv_t host_priv, task_t task, audit_token_t token) {
    exchange<interface::task_set_audit_token> x;
    x.request() = {.task = libmach::copy_send(task), .token = token};
    return x.call(host_priv);
}

kern_return_t processor_start(processor_t processor) {
    return libmach::simple<interface::processor_start>(processor);
}
kern_return_t processor_exit(processor_t processor) {
    return libmach::simple<interface::processor_exit>(processor);
}

kern_return_t processor_info(processor_t processor, int flavor, processor_info_t info,
                             mach_msg_type_number_t *count) {
    return libmach::info<interface::processor_info>(processor, flavor, info, count);
}
