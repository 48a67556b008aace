// Kernel routines of the host control port, <mach/interface/host_priv.hpp>.

#include <ipc/ipc_trace.hpp>
#include <kern/clock.hpp>
#include <kern/exception_ports_serve.hpp>
#include <kern/host.hpp>
#include <kern/log.hpp>
#include <kern/long_work.hpp>
#include <kern/processor_port.hpp>
#include <kern/routine.hpp>
#include <kern/task.hpp>
#include <mach/audit.h>
#include <mach/host.h>
#include <mach/interface/host_priv.hpp>
#include <machine/cpu.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_swap.hpp>

namespace mi = mach::interface;

namespace {

constexpr int64_t second = 1'000'000'000;

}  // namespace

kern_return_t serve(mi::host_reboot, kobject_call<mi::host_reboot> &call) {
    const unsigned how = call.request.options & ~HOST_REBOOT_SHOW_LOG;
    if (how > HOST_REBOOT_POWER_OFF) return KERN_INVALID_ARGUMENT;
    if (how != call.request.options) log_show_end();
    switch (how) {
    case HOST_REBOOT_RESTART: machine::reboot();
    case HOST_REBOOT_HALT: machine::halt_all();
    default: machine::power_off();
    }
}

kern_return_t serve(mi::host_set_time, kobject_call<mi::host_set_time> &call) {
    const int64_t seconds = call.request.seconds;
    const int32_t nanoseconds = call.request.nanoseconds;
    if (seconds < 0 || seconds > INT64_MAX / second - 1 || nanoseconds < 0 || nanoseconds >= second)
        return KERN_INVALID_ARGUMENT;
    clock_set_real_time(seconds * second + nanoseconds);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_adjust_time, kobject_call<mi::host_adjust_time> &call) {
    call.reply.old_delta_ns = clock_adjust(call.request.delta_ns);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_processors, kobject_call<mi::host_processors> &call) {
    auto ports = processor_ports();
    if (!ports) return ports.error();
    call.reply_arrays[0] = std::move(*ports);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_trace_start, kobject_call<mi::host_trace_start> &call) {
    return ipc_trace_start(call.request.records);
}

kern_return_t serve(mi::host_trace_read, kobject_call<mi::host_trace_read> &call) {
    auto &records = call.reply.variable;
    uint32_t lost;
    records.count = ipc_trace_read(records.items, records.capacity, lost);
    call.reply.lost = lost;
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_tasks, kobject_call<mi::host_tasks> &call) {
    const auto room = static_cast<uint32_t>(all_tasks(nullptr, 0));
    const std::size_t bytes = room * sizeof(ref<task>);
    auto *tasks = static_cast<ref<task> *>(kalloc(bytes));
    auto ports = ipc_right_array::create(room, MACH_MSG_TYPE_PORT_SEND);
    if (!tasks || !ports) {
        if (tasks) kfree(tasks, bytes);
        return KERN_RESOURCE_SHORTAGE;
    }
    for (uint32_t i = 0; i < room; ++i) new (&tasks[i]) ref<task>();
    all_tasks(tasks, room);
    for (uint32_t i = 0; i < room; ++i) {
        if (tasks[i]) ports->put(i, ipc_right_transit::make_send(tasks[i]->port()));
        tasks[i].~ref();
        long_work(100);
    }
    kfree(tasks, bytes);
    call.reply_arrays[0] = std::move(*ports);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::task_set_audit_token, kobject_call<mi::task_set_audit_token> &call) {
    const ref<task> t = object_of<task>(call.rights[0]);
    if (!t) return KERN_INVALID_TASK;
    t->audit_token = call.request.token;
    if (t->audit_token.val[AUDIT_FLAGS] != 0)
        t->map().pageable.store(true, std::memory_order_relaxed);
    t->security_token = {{t->audit_token.val[AUDIT_EUID], t->audit_token.val[AUDIT_EGID]}};
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_default_memory_manager,
                    kobject_call<mi::host_default_memory_manager> &call) {
    // Memory is got back by way of the caller, which must not wait for it.
    call.caller.owner().map().privileged.store(true, std::memory_order_relaxed);
    return code_of(vm_swap_space.start(std::move(call.rights[0]), call.request.size));
}

kern_return_t serve(mi::host_get_boot_info, kobject_call<mi::host_get_boot_info> &call) {
    auto &text = call.reply.variable;
    text.count = static_cast<uint32_t>(host_boot_text(text.items, text.capacity));
    return KERN_SUCCESS;
}

kern_return_t serve(mi::host_set_exception_ports,
                    kobject_call<mi::host_set_exception_ports> &call) {
    return exception_ports::set(the_host(), call);
}
kern_return_t serve(mi::host_get_exception_ports,
                    kobject_call<mi::host_get_exception_ports> &call) {
    return exception_ports::get(the_host(), call);
}
