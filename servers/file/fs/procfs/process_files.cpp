#include <fs/procfs/generators.hpp>

#include <cstring>

#include <fs/procfs/process_source.hpp>
#include <vfs/credentials.hpp>
#include <vfs/vnode.hpp>
#include <protocol/process_service.hpp>

namespace procfs {

using protocol::process_record;
using protocol::process_text_kind;
using vfs::outcome;

namespace {

constexpr uint64_t ns_per_tick = 10'000'000;  // USER_HZ is 100
constexpr uint64_t page = 4096;

unsigned long ticks(uint64_t ns) { return static_cast<unsigned long>(ns / ns_per_tick); }

const char *state_name(uint32_t state) {
    switch (state) {
    case 'R': return "running";
    case 'T': return "stopped";
    case 'Z': return "zombie";
    default: return "sleeping";
    }
}

/// What is known of a process. Who asks is running, as far as that one can tell, though its thread
/// waits for this answer.
outcome<process_record> record_of(int32_t pid) {
    process_record r = TRY(query_process(pid));
    if (static_cast<uint32_t>(pid) == vfs::calling_process) r.state = 'R';
    return r;
}

/// All of a text that the process server gives in pieces.
outcome<> add_text(text_writer &out, int32_t pid, process_text_kind kind) {
    uint32_t offset = 0;
    for (;;) {
        char piece[1024];
        const std::size_t count = TRY(process_text(pid, kind, offset, piece, sizeof piece));
        if (count == 0) return {};
        out.add({piece, count});
        offset += static_cast<uint32_t>(count);
    }
}

}  // namespace

outcome<> process_stat(text_writer &out, int32_t pid) {
    const process_record r = TRY(record_of(pid));
    out.print(
        "%d (%.16s) %c %d %d %d %d %d 0 0 0 0 0 %lu %lu 0 0 %d %d %u 0 %lu %llu %llu "
        "18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 %d %u 0 0 0 0 0 0 0 0 0 0 0\n",
        r.pid, r.name, static_cast<char>(r.state), r.parent, r.process_group, r.session, r.terminal,
        r.terminal_group ? r.terminal_group : -1, ticks(r.user_time_ns), ticks(r.system_time_ns),
        r.real_time_priority != 0 ? -1 - r.real_time_priority : 20 + r.nice, r.nice, r.threads,
        ticks(r.start_time_ns), static_cast<unsigned long long>(r.virtual_size),
        static_cast<unsigned long long>(r.resident_size / page), r.real_time_priority, r.policy);
    return {};
}

outcome<> process_statm(text_writer &out, int32_t pid) {
    const process_record r = TRY(record_of(pid));
    const auto total = static_cast<unsigned long long>(r.virtual_size / page);
    const auto resident = static_cast<unsigned long long>(r.resident_size / page);
    out.print("%llu %llu 0 0 0 %llu 0\n", total, resident, resident);
    return {};
}

outcome<> process_status(text_writer &out, int32_t pid) {
    const process_record r = TRY(record_of(pid));
    out.print("Name:\t%.16s\nState:\t%c (%s)\nTgid:\t%d\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n",
              r.name, static_cast<char>(r.state), state_name(r.state), r.pid, r.pid, r.parent);
    out.print("Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\nFDSize:\t64\nGroups:\t \n", r.uid,
              r.euid, r.euid, r.euid, r.gid, r.egid, r.egid, r.egid);
    out.print("NSpgid:\t%d\nNSsid:\t%d\n", r.process_group, r.session);
    out.print("VmSize:\t%8llu kB\nVmRSS:\t%8llu kB\nThreads:\t%u\n",
              static_cast<unsigned long long>(r.virtual_size / 1024),
              static_cast<unsigned long long>(r.resident_size / 1024), r.threads);
    return add_text(out, pid, process_text_kind::signals);
}

outcome<> process_comm(text_writer &out, int32_t pid) {
    const process_record r = TRY(record_of(pid));
    out.print("%.16s\n", r.name);
    return {};
}

outcome<> process_cmdline(text_writer &out, int32_t pid) {
    return add_text(out, pid, process_text_kind::command_line);
}

outcome<> process_environ(text_writer &out, int32_t pid) {
    return add_text(out, pid, process_text_kind::environment);
}

outcome<> process_limits(text_writer &out, int32_t pid) {
    return add_text(out, pid, process_text_kind::limits);
}

outcome<> process_io(text_writer &out, int32_t pid) {
    TRY(query_process(pid));
    out.add(
        "rchar: 0\nwchar: 0\nsyscr: 0\nsyscw: 0\nread_bytes: 0\nwrite_bytes: 0\n"
        "cancelled_write_bytes: 0\n");
    return {};
}

outcome<> process_descriptors(text_writer &out, int32_t pid) {
    return add_text(out, pid, process_text_kind::descriptors);
}

namespace {

outcome<> add_path(text_writer &out, int32_t pid, protocol::process_file_kind kind) {
    char path[vfs::path_length_max];
    out.add({path, TRY(process_path(pid, kind, 0, path, sizeof path))});
    return {};
}

}  // namespace

outcome<> process_exe(text_writer &out, int32_t pid) {
    TRY(add_text(out, pid, process_text_kind::executable));
    // What has not executed anything has no program.
    return out.text().empty() ? outcome<>(vfs::fail(ENOENT)) : outcome<>();
}

outcome<> process_cwd(text_writer &out, int32_t pid) {
    return add_path(out, pid, protocol::process_file_kind::working_directory);
}

outcome<> process_root(text_writer &out, int32_t pid) {
    return add_path(out, pid, protocol::process_file_kind::root_directory);
}

}  // namespace procfs
