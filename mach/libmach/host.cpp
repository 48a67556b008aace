#include <mach/interface/host.hpp>

#include "call.hpp"

namespace interface = mach::interface;
using libmach::exchange;

kern_return_t host_info(host_t host, int flavor, host_info_t info, mach_msg_type_number_t *count) {
    return libmach::info<interface::host_info>(host, flavor, info, count);
}

kern_return_t host_page_size(host_t host, vm_size_t *size) {
    if (!MACH_PORT_VALID(host)) return KERN_INVALID_ARGUMENT;
    *size = MACH_PAGE_SIZE;
    return KERN_SUCCESS;
}

kern_return_t host_kernel_version(host_t host, char *version) {
    exchange<interface::host_kernel_version> x;
    const kern_return_t kr = x.call(host);
    if (kr != KERN_SUCCESS) return kr;
    const auto &text = x.reply().variable;
    const uint32_t length = text.count < text.capacity ? text.count : text.capacity - 1;
    for (uint32_t i = 0; i < length; ++i) version[i] = text.items[i];
    version[length] = '\0';
    return kr;
}

kern_return_t host_statistics(host_t host, int flavor, host_info_t info,
                              mach_msg_type_number_t *count) {
    return libmach::info<interface::host_statistics>(host, flavor, info, count);
}

kern_return_t host_get_clock_service(host_t host, int clock_id, clock_serv_t *clock) {
    exchange<interface::host_get_clock_service> x;
    x.request().clock = static_cast<uint32_t>(clock_id);
    return libmach::take_port(x, host, clock);
}

kern_return_t host_get_time(host_t host, mach_timespec_t *time) {
    exchange<interface::host_get_time> x;
    const kern_return_t kr = x.call(host);
    if (kr == KERN_SUCCESS) *time = {x.reply().seconds, x.reply().nanoseconds};
    return kr;
}

kern_return_t host_map_time(host_t host, memory_object_t *object) {
    exchange<interface::host_map_time> x;
    return libmach::take_port(x, host, object);
}

kern_return_t host_random_seed(host_t host, uint64_t *seed) {
    exchange<interface::host_random_seed> x;
    const kern_return_t kr = x.call(host);
    if (kr == KERN_SUCCESS) *seed = x.reply().seed;
    return kr;
}

kern_return_t host_kernel_log(host_t host, uint64_t *offset, char *text,
                              mach_msg_type_number_t *size) {
    exchange<interface::host_kernel_log> x;
    x.request().offset = *offset;
    const kern_return_t kr = x.call(host);
    if (kr != KERN_SUCCESS) return kr;
    const auto &given = x.reply().variable;
    *offset = x.reply().offset;
    if (*size > given.count) *size = given.count;
    for (uint32_t i = 0; i < *size; ++i) text[i] = given.items[i];
    return kr;
}

kern_return_t host_zone_info(host_t host, uint32_t first, host_zone_record_t *records,
                             mach_msg_type_number_t *count) {
    static_assert(sizeof(host_zone_record_t) == sizeof(interface::host_zone_record));
    exchange<interface::host_zone_info> x;
    x.request().first = first;
    const kern_return_t kr = x.call(host);
    if (kr != KERN_SUCCESS) return kr;
    const auto &given = x.reply().variable;
    if (*count > given.count) *count = given.count;
    __builtin_memcpy(records, given.items, *count * sizeof *records);
    return kr;
}
