#include <fs/procfs/system_source.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include <lib/clock.hpp>
#include <lib/counter.hpp>
#include <mach/mach.h>
#include <mach/swap_info.h>
#include <fs/devfs/random.hpp>
#include <fs/tmpfs/tmpfs.hpp>
#include <port/service_client.hpp>
#include <protocol/memory.hpp>
#include <vfs/clock.hpp>

namespace procfs {

namespace {

constexpr uint64_t second = 1'000'000'000;

/// One flavour of host_statistics; zeros when the kernel has none.
template <class Info>
Info statistics(int flavour) {
    Info info{};
    mach_msg_type_number_t count = sizeof info / sizeof(uint32_t);
    (void)host_statistics(mach_host_self(), flavour, reinterpret_cast<host_info_t>(&info), &count);
    return info;
}

constinit port::service_client memory_server("memory");

}  // namespace

void swap_device(char (&name)[64]) {
    mach::rpc::exchange<protocol::memory_space> x;
    std::size_t length = 0;
    if (memory_server.call(x) == KERN_SUCCESS) {
        const auto &text = x.reply().variable;
        length = std::min<std::size_t>(text.count, sizeof name - 1);
        std::memcpy(name, text.items, length);
    }
    name[length] = 0;
}

system_state read_system() {
    host_basic_info_data_t basic{};
    mach_msg_type_number_t count = HOST_BASIC_INFO_COUNT;
    (void)host_info(mach_host_self(), HOST_BASIC_INFO, reinterpret_cast<host_info_t>(&basic),
                    &count);
    const auto memory = statistics<host_vm_info_data_t>(HOST_VM_INFO);
    const auto load = statistics<host_load_info_data_t>(HOST_LOAD_INFO);
    const auto time = statistics<host_cpu_load_info_data_t>(HOST_CPU_LOAD_INFO);
    const auto swap = statistics<host_swap_info_data_t>(HOST_SWAP_INFO);
    const uint64_t uptime = server::monotonic_ns();
    return {.memory_total = memory.total * memory.page_size,
            .memory_free = memory.free * memory.page_size,
            .memory_files = tmpfs::filesystem::held_by_all() * tmpfs::filesystem::page,
            .disk_files = (memory.active + memory.inactive) * memory.page_size,
            .disk_inactive = memory.inactive * memory.page_size,
            .swap_total = swap.total * memory.page_size,
            .swap_free = swap.free * memory.page_size,
            .swap_ins = swap.page_ins,
            .swap_outs = swap.page_outs,
            .page_ins = memory.page_ins,
            .page_outs = memory.page_outs,
            .faults = memory.faults,
            .uptime_ns = uptime,
            .boot_time_s = (static_cast<uint64_t>(server::realtime_ns()) - uptime) / second,
            .user_ns = time.user_ns,
            .system_ns = time.system_ns,
            .idle_ns = time.idle_ns,
            .context_switches = time.switches,
            .interrupts = time.interrupts,
            .load = {load.avenrun[0], load.avenrun[1], load.avenrun[2]},
            .threads = load.threads,
            .runnable = load.runnable,
            .processors = basic.avail_cpus ? basic.avail_cpus : 1,
            .machine = basic.cpu_type == CPU_TYPE_ARM64 ? "aarch64" : "x86_64"};
}

void kernel_version(char *to) {
    if (host_kernel_version(mach_host_self(), to) != KERN_SUCCESS)
        std::snprintf(to, 256, "Portolan");
}

}  // namespace procfs

int64_t vfs::now() { return server::realtime_ns(); }

uint64_t devfs::entropy() {
    static bool seeded = false;
    uint64_t seed = 0;
    if (!seeded) (void)host_random_seed(mach_host_self(), &seed);
    seeded = true;
    return seed ^ server::read_counter();
}
