// Kernel routines of processors, <mach/interface/clock.hpp>.

#include <array>

#include <kern/boot_info.hpp>
#include <kern/clock.hpp>
#include <kern/late.hpp>
#include <kern/processor.hpp>
#include <kern/processor_port.hpp>
#include <kern/routine.hpp>
#include <mach/host_info.h>
#include <mach/interface/clock.hpp>

namespace mi = mach::interface;

namespace {

struct port_table {
    std::array<ref<ipc_port>, machine::max_cpus> by_number;
};
constinit late<port_table> ports;

processor *processor_of(const ipc_port &port) {
    for (unsigned i = 0; i < boot.cpu_count; ++i)
        if (ports->by_number[i] == &port) return &processors[i];
    return nullptr;
}

}  // namespace

result<> processor_ports_initialise() {
    ports.construct();
    for (unsigned i = 0; i < boot.cpu_count; ++i)
        ports->by_number[i] = TRY(ipc_kobject_create(kobject_type::processor, &processors[i]));
    return {};
}

result<ipc_right_array> processor_ports() {
    auto rights = TRY(ipc_right_array::create(boot.cpu_count, MACH_MSG_TYPE_PORT_SEND));
    for (unsigned i = 0; i < boot.cpu_count; ++i)
        rights.put(i, ipc_right_transit::make_send(*ports->by_number[i]));
    return rights;
}

/// A processor that was stopped runs threads again.
kern_return_t serve(mi::processor_start, kobject_call<mi::processor_start> &call) {
    processor *cpu = processor_of(call.port);
    auto expected = processor::state::stopped;
    if (!cpu || !cpu->state.compare_exchange_strong(expected, processor::state::running))
        return KERN_FAILURE;
    machine::send_reschedule(cpu->number());
    return KERN_SUCCESS;
}

/// Its threads move to others. The boot processor, which takes the device interrupts, stays.
kern_return_t serve(mi::processor_exit, kobject_call<mi::processor_exit> &call) {
    processor *cpu = processor_of(call.port);
    auto expected = processor::state::running;
    if (!cpu || cpu == &processors[0] ||
        !cpu->state.compare_exchange_strong(expected, processor::state::stopping))
        return KERN_FAILURE;
    machine::send_reschedule(cpu->number());
    return KERN_SUCCESS;
}

kern_return_t serve(mi::processor_info, kobject_call<mi::processor_info> &call) {
    const processor *cpu = processor_of(call.port);
    if (!cpu || call.request.flavor != PROCESSOR_BASIC_INFO) return KERN_INVALID_ARGUMENT;
    processor_basic_info_data_t info{};
    info.running = cpu->state.load(std::memory_order_relaxed) == processor::state::running;
    info.slot_num = cpu->number();
    info.is_master = cpu == &processors[0];
    const processor::time_spent spent = cpu->spent();
    info.user_ns = clock_ticks_to_ns(spent.busy);
    info.idle_ns = clock_ticks_to_ns(spent.idle);
    return answer_info(call.reply, info);
}
