#include <fake/sources.hpp>

#include <cstdio>
#include <cstring>
#include <string_view>

#include <fs/devfs/random.hpp>
#include <fs/procfs/network_source.hpp>
#include <fs/devpts/terminal_source.hpp>
#include <fs/procfs/process_source.hpp>
#include <fs/procfs/system_source.hpp>
#include <vfs/clock.hpp>
#include <vfs/credentials.hpp>
#include <vfs/device.hpp>
#include <vfs/filesystem.hpp>
#include <vfs/happening.hpp>

namespace fake {
int64_t now = 1'000'000'000;
std::vector<protocol::process_record> processes;
std::vector<protocol::device_terminal> terminals;
const vfs::vnode *opened = nullptr;
}  // namespace fake

int64_t vfs::now() { return fake::now; }
void vfs::write_back_later() {}
bool vfs::is_open(const vnode &node) { return fake::opened == &node; }
std::span<const uint32_t> vfs::groups_of_list(uint32_t list) {
    static uint32_t only;
    only = list;
    return {&only, 1};  // list n holds group n
}
vfs::outcome<vfs::ref<vfs::io_object>> vfs::open_block_device(uint64_t) { return fail(ENXIO); }

uint64_t devfs::entropy() {
    static uint64_t value = 1;
    return value++;
}

namespace procfs {

vfs::outcome<> read_network(const char *name, text_writer &out) {
    out.print("%s\n", name);
    return {};
}

vfs::outcome<std::vector<uint32_t>> groups_of_list(uint32_t) { return std::vector<uint32_t>(); }

vfs::outcome<protocol::process_record> query_process(int32_t pid) {
    for (const auto &p : fake::processes)
        if (p.pid == pid) return p;
    return vfs::fail(ESRCH);
}

vfs::outcome<std::size_t> list_processes(int32_t after, int32_t *pids, std::size_t room) {
    std::size_t count = 0;
    for (const auto &p : fake::processes)
        if (p.pid > after && count < room) pids[count++] = p.pid;
    return count;
}

vfs::outcome<process_totals> count_processes() {
    return process_totals{.newest = 42, .created = 17};
}

vfs::outcome<std::size_t> process_text(int32_t pid, protocol::process_text_kind kind,
                                       uint32_t offset, char *to, std::size_t room) {
    if (!query_process(pid)) return vfs::fail(ESRCH);
    std::string_view text;
    if (kind == protocol::process_text_kind::command_line) text = {"cat\0/proc/self/cmdline\0", 23};
    if (kind == protocol::process_text_kind::executable) text = "/bin/cat";
    if (kind == protocol::process_text_kind::descriptors) text = "0\n1\n17\n";
    if (offset >= text.size()) return 0;
    text = text.substr(offset, room);
    std::memcpy(to, text.data(), text.size());
    return text.size();
}

vfs::outcome<std::size_t> process_regions(int32_t pid, uint64_t from, uint32_t samples,
                                          protocol::memory_region *to, std::size_t) {
    if (!query_process(pid)) return vfs::fail(ESRCH);
    constexpr uint64_t first = 0x10000, size = 0x2000, count = 3;
    if (from >= first + count * size) return 0;
    *to = {.begin = from < first ? first : from,
           .end = 0,
           .offset = 0,
           .protection = 3,
           .shared = 0,
           .pages = {}};
    to->end = to->begin + size;
    to->pages.private_dirty = samples > 0 ? 1 : 0;
    return 1;
}

vfs::outcome<std::size_t> process_path(int32_t pid, protocol::process_file_kind kind,
                                       int32_t descriptor, char *to, std::size_t room) {
    if (!query_process(pid)) return vfs::fail(ESRCH);
    char path[32] = "/work";
    if (kind == protocol::process_file_kind::root_directory) std::snprintf(path, sizeof path, "/");
    if (kind == protocol::process_file_kind::descriptor)
        std::snprintf(path, sizeof path, "/open/%d", descriptor);
    return std::string_view(path).copy(to, room);
}

vfs::outcome<std::size_t> host_name(bool domain, char *to, std::size_t room) {
    return std::string_view(domain ? "(none)" : "fake").copy(to, room);
}

vfs::outcome<std::size_t> sysv_table_text(protocol::ipc_kind kind, uint32_t offset, char *to,
                                          std::size_t room) {
    const std::string_view all = kind == protocol::ipc_kind::messages ? "messages\n" : "other\n";
    return offset < all.size() ? all.copy(to, room, offset) : 0;
}

vfs::outcome<std::size_t> unimplemented_calls(protocol::unimplemented_count *to, std::size_t) {
    to[0] = {.number = 425, .count = 3};
    return 1;
}

system_state read_system() {
    return {.memory_total = 64 << 20,
            .memory_free = 32 << 20,
            .memory_files = 3 << 20,
            .disk_files = 4 << 20,
            .disk_inactive = 1 << 20,
            .swap_total = 8 << 20,
            .swap_free = 6 << 20,
            .swap_ins = 7,
            .swap_outs = 8,
            .page_ins = 17,
            .page_outs = 28,
            .faults = 9,
            .uptime_ns = 12'340'000'000,
            .boot_time_s = 1,
            .user_ns = 0,
            .system_ns = 0,
            .idle_ns = 0,
            .context_switches = 5,
            .interrupts = 6,
            .load = {1500, 20, 0},
            .threads = 9,
            .runnable = 1,
            .processors = 2,
            .machine = "x86_64"};
}

void swap_device(char (&name)[64]) { std::snprintf(name, sizeof name, "vdb2"); }

void kernel_version(char *to) { std::snprintf(to, 256, "Portolan test"); }

}  // namespace procfs

vfs::outcome<std::size_t> devpts::list_terminals(uint32_t first, protocol::device_terminal *to,
                                                 std::size_t room) {
    std::size_t count = 0;
    for (const protocol::device_terminal &t : fake::terminals)
        if (t.number >= first && count < room) to[count++] = t;
    return count;
}
