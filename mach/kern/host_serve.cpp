// Kernel routines of the host name port, <mach/interface/host.hpp>.

#include <algorithm>
#include <atomic>

#include <kern/boot_info.hpp>
#include <kern/clock.hpp>
#include <kern/clock_object.hpp>
#include <kern/host.hpp>
#include <kern/load_average.hpp>
#include <kern/log.hpp>
#include <kern/processor.hpp>
#include <kern/routine.hpp>
#include <kern/task.hpp>
#include <mach/host_info.h>
#include <mach/swap_info.h>
#include <mach/interface/host.hpp>
#include <machine/random.hpp>
#include <machine/timer.hpp>
#include <vm/memory_object_proxy.hpp>
#include <vm/vm_events.hpp>
#include <vm/vm_page.hpp>
#include <vm/vm_swap.hpp>
#include <vm/zone_state.hpp>

namespace mi = mach::interface;

namespace {

constexpr const char *version = "Portolan Mach 0.1";
constexpr int64_t second = 1'000'000'000;

host_basic_info_data_t basic_info() {
    host_basic_info_data_t info{};
    info.max_cpus = boot.cpu_count;
    for (const processor &cpu : processors)
        info.avail_cpus += cpu.state.load(std::memory_order_relaxed) == processor::state::running;
    info.memory_size = vm_page_count().total * MACH_PAGE_SIZE;
    info.cpu_type = machine::mach_cpu_type;
    info.page_size = MACH_PAGE_SIZE;
    info.boot_time_ns = static_cast<uint64_t>(clock_real_time()) - machine::now();
    return info;
}

host_latency_info_data_t latency_info() {
    host_latency_info_data_t info{};
    for (const processor &cpu : processors)
        info.longest_ns =
            std::max(info.longest_ns, cpu.longest_delay.load(std::memory_order_relaxed));
    return info;
}

host_load_info_data_t load_info() {
    host_load_info_data_t info{};
    info.tasks = static_cast<uint32_t>(all_tasks(nullptr, 0));
    info.threads = static_cast<uint32_t>(thread::count());
    for (processor &cpu : processors)
        if (cpu.state.load(std::memory_order_relaxed) != processor::state::absent)
            info.runnable +=
                cpu.queue->size() + (cpu.running_priority.load(std::memory_order_relaxed) >= 0);
    const load_average &load = machine_load();
    for (unsigned i = 0; i < load_average::spans; ++i) info.avenrun[i] = load.scaled(i);
    return info;
}

host_cpu_load_info_data_t cpu_load_info() {
    host_cpu_load_info_data_t info{};
    for (const processor &cpu : processors) {
        const processor::time_spent spent = cpu.spent();
        info.idle_ns += clock_ticks_to_ns(spent.idle);
        info.user_ns += clock_ticks_to_ns(spent.busy);
        info.switches += cpu.switches.load(std::memory_order_relaxed);
        info.interrupts += cpu.interrupts.load(std::memory_order_relaxed);
    }
    return info;
}

host_vm_info_data_t vm_info() {
    const vm_page_counts counts = vm_page_count();
    host_vm_info_data_t info{};
    info.page_size = MACH_PAGE_SIZE;
    info.total = counts.total;
    info.free = counts.free;
    info.active = counts.active;
    info.inactive = counts.inactive;
    info.wired = counts.total - counts.free - counts.active - counts.inactive;
    info.faults = vm_events.faults.count();
    info.zero_fills = vm_events.zero_fills.count();
    info.copies_on_write = vm_events.cow_faults.count();
    info.page_ins = vm_events.pageins.count() + vm_events.swap_ins.count();
    info.page_outs = vm_events.pageouts.count() + vm_events.swap_outs.count();
    return info;
}

host_swap_info_data_t swap_info() {
    return {.total = vm_swap_space.total(),
            .free = vm_swap_space.free_count(),
            .page_ins = vm_events.swap_ins.count(),
            .page_outs = vm_events.swap_outs.count()};
}

}  // namespace

kern_return_t serve(mi::host_info, kobject_call<mi::host_info> &call) {
    switch (call.request.flavor) {
    case HOST_BASIC_INFO: return answer_info(call.reply, basic_info());
    case HOST_LATENCY_INFO: return answer_info(call.reply, latency_info());
    default: return KERN_INVALID_ARGUMENT;
    }
}

kern_return_t serve(mi::host_statistics, kobject_call<mi::host_statistics> &call) {
    switch (call.request.flavor) {
    case HOST_LOAD_INFO: return answer_info(call.reply, load_info());
    case HOST_VM_INFO: return answer_info(call.reply, vm_info());
    case HOST_SWAP_INFO: return answer_info(call.reply, swap_info());
    case HOST_CPU_LOAD_INFO: return answer_info(call.reply, cpu_load_info());
    default: return KERN_INVALID_ARGUMENT;
    }
}

kern_return_t serve(mi::host_kernel_version, kobject_call<mi::host_kernel_version> &call) {
    auto &text = call.reply.variable;
    text.count = static_cast<uint32_t>(std::strlen(version) + 1);
    std::memcpy(text.items, version, text.count);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_get_clock_service, kobject_call<mi::host_get_clock_service> &call) {
    ipc_port *port = clock_port(call.request.clock);
    if (!port) return KERN_INVALID_ARGUMENT;
    call.reply_rights[0] = ipc_right_transit::make_send(*port);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_get_time, kobject_call<mi::host_get_time> &call) {
    const int64_t now = clock_real_time();
    call.reply.seconds = now / second;
    call.reply.nanoseconds = static_cast<int32_t>(now % second);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_map_time, kobject_call<mi::host_map_time> &call) {
    auto right = memory_object_proxy::create(
        {.object = clock_page(), .size = MACH_PAGE_SIZE, .max_protection = VM_PROT_READ});
    if (!right) return right.error();
    call.reply_rights[0] = std::move(*right);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_random_seed, kobject_call<mi::host_random_seed> &call) {
    call.reply.seed = machine::random_seed();
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_kernel_log, kobject_call<mi::host_kernel_log> &call) {
    auto &text = call.reply.variable;
    uint64_t position = call.request.offset;
    char piece[512];  // the reply's text need not be aligned, and the log's lock is not held for
                      // long
    std::size_t copied = log_read(position, piece, sizeof piece);
    call.reply.offset = position - copied;
    for (text.count = 0; copied != 0 && text.count + sizeof piece <= text.capacity;
         copied = log_read(position, piece, sizeof piece)) {
        std::memcpy(text.items + text.count, piece, copied);
        text.count += static_cast<uint32_t>(copied);
    }
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_zone_info, kobject_call<mi::host_zone_info> &call) {
    auto &zones = call.reply.variable;
    uint32_t index = 0;
    // The list only ever grows, at its head.
    for (const zone_state *at = zone_list; at && zones.count < zones.capacity; at = at->next) {
        if (index++ < call.request.first) continue;
        const zone_base *zone = at->zone;
        mi::host_zone_record record{};
        std::memcpy(record.name, zone->name(),
                    std::min(std::strlen(zone->name()), sizeof record.name - 1));
        record.size = static_cast<uint32_t>(zone->object_size());
        record.in_use = zone->in_use();
        record.pages = zone->pages();
        std::memcpy(&zones.items[zones.count++], &record, sizeof record);
    }
    return KERN_SUCCESS;
}
