#include <fs/procfs/system_source.hpp>

#include <cstdio>

#include <lib/clock.hpp>
#include <lib/counter.hpp>
#include <mach/mach.h>
#include <fs/devfs/random.hpp>
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

}  // namespace

system_state read_system() {
    host_basic_info_data_t basic{};
    mach_msg_type_number_t count = HOST_BASIC_INFO_COUNT;
    (void)host_info(mach_host_self(), HOST_BASIC_INFO, reinterpret_cast<host_info_t>(&basic),
                    &count);
    const auto memory = statistics<host_vm_info_data_t>(HOST_VM_INFO);
    const auto load = statistics<host_load_info_data_t>(HOST_LOAD_INFO);
    const auto time = statistics<host_cpu_load_info_data_t>(HOST_CPU_LOAD_INFO);
    const uint64_t uptime = server::monotonic_ns();
    return {.memory_total = memory.total * memory.page_size,
            .memory_free = memory.free * memory.page_size,
            .memory_inactive = memory.inactive * memory.page_size,
            .uptime_ns = uptime,
            .boot_time_s = (static_cast<uint64_t>(server::realtime_ns()) - uptime) / second,
            .user_ns = time.user_ns,
            .system_ns = time.system_ns,
            .idle_ns = time.idle_ns,
            .context_switches = time.switches,
            .load = {load.average[0], load.average[1], load.average[2]},
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
