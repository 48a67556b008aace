#include <fs/procfs/process_source.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string_view>

#include <sys/stat.h>

#include <port/open_port.hpp>
#include <port/process_client.hpp>
#include <port/service_client.hpp>
#include <protocol/error.hpp>
#include <protocol/process_service.hpp>
#include <vfs/credentials.hpp>
#include <vfs/mount.hpp>
#include <vfs/path_of.hpp>

namespace procfs {

namespace {

port::service_client process("process");

template <class Routine>
vfs::outcome<> ask(mach::rpc::exchange<Routine> &x) {
    const kern_return_t kr = process.call(x);
    if (kr == KERN_SUCCESS) return {};
    return vfs::fail(protocol::is_unix_error(kr) ? protocol::unix_error_number(kr) : EIO);
}

}  // namespace

vfs::outcome<protocol::process_record> query_process(int32_t pid) {
    mach::rpc::exchange<protocol::process_query> x;
    x.request() = {.pid = pid};
    TRY(ask(x));
    return x.reply().record;
}

vfs::outcome<std::size_t> list_processes(int32_t after, int32_t *pids, std::size_t room) {
    mach::rpc::exchange<protocol::process_list> x;
    x.request() = {.after = after};
    TRY(ask(x));
    const std::size_t count = std::min<std::size_t>(room, x.reply().variable.count);
    std::memcpy(pids, x.reply().variable.items, count * sizeof *pids);
    return count;
}

vfs::outcome<process_totals> count_processes() {
    mach::rpc::exchange<protocol::process_list> x;
    x.request() = {.after = std::numeric_limits<int32_t>::max()};
    TRY(ask(x));
    return process_totals{.newest = x.reply().newest, .created = x.reply().created};
}

vfs::outcome<std::size_t> process_text(int32_t pid, protocol::process_text_kind kind,
                                       uint32_t offset, char *to, std::size_t room) {
    mach::rpc::exchange<protocol::process_text> x;
    x.request() = {.pid = pid, .kind = static_cast<uint32_t>(kind), .offset = offset};
    TRY(ask(x));
    const std::size_t count = std::min<std::size_t>(room, x.reply().variable.count);
    std::memcpy(to, x.reply().variable.items, count);
    return count;
}

vfs::outcome<std::size_t> process_regions(int32_t pid, uint64_t from, uint32_t samples,
                                          protocol::memory_region *to, std::size_t room) {
    mach::rpc::exchange<protocol::process_memory> x;
    x.request() = {.pid = pid, .from = from, .samples = samples};
    TRY(ask(x));
    const std::size_t count = std::min<std::size_t>(room, x.reply().variable.count);
    std::memcpy(to, x.reply().variable.items, count * sizeof *to);
    return count;
}

namespace {

/// May the one who asks look at that process's files?
vfs::outcome<> check_caller(int32_t pid) {
    if (vfs::calling_process == 0 || vfs::calling_process == static_cast<uint32_t>(pid)) return {};
    const auto caller = TRY(query_process(static_cast<int32_t>(vfs::calling_process)));
    if (caller.euid == 0 || caller.euid == TRY(query_process(pid)).uid) return {};
    return vfs::fail(EACCES);
}

/// Of a file that another server has open.
vfs::outcome<std::size_t> foreign_path(mach_port_t file, char *to, std::size_t room) {
    mach::rpc::exchange<protocol::io_path> x;
    const kern_return_t kr = x.call(file, {.option = MACH_RCV_TIMEOUT,
                                           .timeout = port::patience_ms,
                                           .disposition = MACH_MSG_TYPE_MOVE_SEND});
    if (kr == MACH_RCV_TIMED_OUT) mig_dealloc_reply_port(mig_get_reply_port());
    if (kr != KERN_SUCCESS) return vfs::fail(ENOENT);
    const std::size_t size = std::min<std::size_t>(room, x.reply().variable.count);
    std::memcpy(to, x.reply().variable.items, size);
    return size;
}

}  // namespace

vfs::outcome<std::size_t> process_path(int32_t pid, protocol::process_file_kind kind,
                                       int32_t descriptor, char *to, std::size_t room) {
    TRY(check_caller(pid));
    mach::rpc::exchange<protocol::process_file> x;
    x.request() = {.pid = pid, .kind = static_cast<uint32_t>(kind), .descriptor = descriptor};
    TRY(ask(x));
    const mach_port_t right = x.reply().file.name;
    if (!port::open_port::is_one(right)) return foreign_path(right, to, room);
    const vfs::description &file = port::open_port::resolve(right)->file();
    if (!file.node) return vfs::fail(ENOENT);
    char path[vfs::path_length_max];
    const auto found = vfs::path_of(*file.node, *vfs::mounts.root(), path);
    if (found) return found->copy(to, room);
    if (!S_ISFIFO(file.node->mode)) return vfs::fail(found.error());
    const int size = std::snprintf(path, sizeof path, "pipe:[%llu]",
                                   static_cast<unsigned long long>(file.node->inode));
    return std::string_view(path, static_cast<std::size_t>(size)).copy(to, room);
}

vfs::outcome<std::vector<uint32_t>> groups_of_list(uint32_t list) {
    mach::rpc::exchange<protocol::process_group_list> x;
    x.request() = {.list = list};
    TRY(ask(x));
    const auto &groups = x.reply().variable;
    return std::vector<uint32_t>(groups.items, groups.items + groups.count);
}

vfs::outcome<std::size_t> host_name(bool domain, char *to, std::size_t room) {
    mach::rpc::exchange<protocol::process_names> x;
    TRY(ask(x));
    const auto &both = x.reply().variable;
    const std::string_view names(both.items, both.count);
    const std::size_t first = std::min<std::size_t>(x.reply().host_length, both.count);
    return (domain ? names.substr(first) : names.substr(0, first)).copy(to, room);
}

vfs::outcome<std::size_t> sysv_table_text(protocol::ipc_kind kind, uint32_t offset, char *to,
                                          std::size_t room) {
    mach::rpc::exchange<protocol::ipc_text> x;
    x.request() = {.kind = static_cast<uint32_t>(kind), .offset = offset};
    TRY(ask(x));
    const std::size_t count = std::min<std::size_t>(room, x.reply().variable.count);
    std::memcpy(to, x.reply().variable.items, count);
    return count;
}

vfs::outcome<std::size_t> unimplemented_calls(protocol::unimplemented_count *to, std::size_t room) {
    mach::rpc::exchange<protocol::process_unimplemented> x;
    TRY(ask(x));
    const std::size_t count = std::min<std::size_t>(room, x.reply().variable.count);
    std::memcpy(to, x.reply().variable.items, count * sizeof *to);
    return count;
}

}  // namespace procfs

bool port::tell_end_of(uint32_t pid, mach_port_t port) {
    mach::rpc::exchange<protocol::process_watch> x;
    x.request() = {.notify = mach::rpc::port_descriptor(port, MACH_MSG_TYPE_MAKE_SEND_ONCE),
                   .pid = static_cast<int32_t>(pid)};
    return procfs::process.send(x) == KERN_SUCCESS;
}
