#include <fs/procfs/generators.hpp>

#include <cinttypes>

#include <fs/procfs/process_source.hpp>
#include <fs/procfs/system_source.hpp>
#include <vfs/credentials.hpp>
#include <protocol/process_service.hpp>

namespace procfs {

using vfs::fail;
using vfs::outcome;

namespace {
constexpr uint64_t second = 1'000'000'000, tick = second / 100;
}

outcome<> self(text_writer &out, int32_t) {
    if (!vfs::calling_process) return fail(ENOENT);
    out.print("%u", vfs::calling_process);
    return {};
}

outcome<> thread_self(text_writer &out, int32_t) {
    if (!vfs::calling_process) return fail(ENOENT);
    out.print("%u/task/%u", vfs::calling_process, vfs::calling_process);
    return {};
}

outcome<> meminfo(text_writer &out, int32_t) {
    const system_state s = read_system();
    const struct {
        const char *name;
        uint64_t bytes;
    } lines[] = {
        {"MemTotal:", s.memory_total},
        {"MemFree:", s.memory_free},
        {"MemAvailable:", s.memory_free + s.disk_files},
        {"Buffers:", 0},
        {"Cached:", s.memory_files + s.disk_files},
        {"Active:", s.disk_files - s.disk_inactive},
        {"Inactive:", s.disk_inactive},
        {"SwapTotal:", s.swap_total},
        {"SwapFree:", s.swap_free},
        {"Shmem:", s.memory_files},
        {"SReclaimable:", 0},
    };
    for (const auto &line : lines)
        out.print("%-15s %8" PRIu64 " kB\n", line.name, line.bytes / 1024);
    return {};
}

/// What Linux has there and this kernel counts.
outcome<> vmstat(text_writer &out, int32_t) {
    const system_state s = read_system();
    constexpr uint64_t page = 4096;
    const struct {
        const char *name;
        uint64_t value;
    } lines[] = {
        {"nr_free_pages", s.memory_free / page},
        {"nr_inactive_file", s.disk_inactive / page},
        {"nr_active_file", (s.disk_files - s.disk_inactive) / page},
        {"nr_file_pages", (s.memory_files + s.disk_files) / page},
        {"nr_shmem", s.memory_files / page},
        {"pgpgin", s.page_ins * page / 1024},
        {"pgpgout", s.page_outs * page / 1024},
        {"pswpin", s.swap_ins},
        {"pswpout", s.swap_outs},
        {"pgfault", s.faults},
    };
    for (const auto &line : lines) out.print("%s %" PRIu64 "\n", line.name, line.value);
    return {};
}

outcome<> swaps(text_writer &out, int32_t) {
    char device[64];
    swap_device(device);
    const system_state s = read_system();
    out.print("Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
    if (device[0] != 0 && s.swap_total != 0)
        out.print("/dev/%-30s\tpartition\t%" PRIu64 "\t\t%" PRIu64 "\t\t-2\n", device,
                  s.swap_total / 1024, (s.swap_total - s.swap_free) / 1024);
    return {};
}

outcome<> uptime(text_writer &out, int32_t) {
    const system_state s = read_system();
    out.print("%" PRIu64 ".%02" PRIu64 " %" PRIu64 ".%02" PRIu64 "\n", s.uptime_ns / second,
              s.uptime_ns % second / tick, s.idle_ns / second, s.idle_ns % second / tick);
    return {};
}

outcome<> loadavg(text_writer &out, int32_t) {
    const system_state s = read_system();
    for (uint32_t load : s.load) out.print("%u.%02u ", load / 1000, load % 1000 / 10);
    out.print("%u/%u %d\n", s.runnable, s.threads, TRY(count_processes()).newest);
    return {};
}

outcome<> stat(text_writer &out, int32_t) {
    const system_state s = read_system();
    out.print("cpu  %" PRIu64 " 0 %" PRIu64 " %" PRIu64 " 0 0 0 0 0 0\n", s.user_ns / tick,
              s.system_ns / tick, s.idle_ns / tick);
    for (uint32_t i = 0; i < s.processors; ++i)
        out.print("cpu%u %" PRIu64 " 0 %" PRIu64 " %" PRIu64 " 0 0 0 0 0 0\n", i,
                  s.user_ns / tick / s.processors, s.system_ns / tick / s.processors,
                  s.idle_ns / tick / s.processors);
    out.print("intr %" PRIu64 "\nctxt %" PRIu64 "\nbtime %" PRIu64
              "\nprocesses %u\nprocs_running %u\n"
              "procs_blocked 0\n",
              s.interrupts, s.context_switches, s.boot_time_s, TRY(count_processes()).created,
              s.runnable);
    return {};
}

outcome<> cpuinfo(text_writer &out, int32_t) {
    const system_state s = read_system();
    for (uint32_t i = 0; i < s.processors; ++i)
        out.print("processor\t: %u\nmodel name\t: %s\n\n", i, s.machine);
    return {};
}

outcome<> version(text_writer &out, int32_t) {
    char text[256];
    kernel_version(text);
    out.print("%s\n", text);
    return {};
}

outcome<> unimplemented(text_writer &out, int32_t) {
    protocol::unimplemented_count counts[512];
    const std::size_t count = TRY(unimplemented_calls(counts, std::size(counts)));
    for (std::size_t i = 0; i < count; ++i) out.print("%u %u\n", counts[i].number, counts[i].count);
    return {};
}

}  // namespace procfs
