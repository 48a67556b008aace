#include <fs/procfs/process_source.hpp>

#include <algorithm>
#include <cstring>

#include <port/service_client.hpp>
#include <protocol/error.hpp>

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

vfs::outcome<std::size_t> process_text(int32_t pid, protocol::process_text_kind kind,
                                       uint32_t offset, char *to, std::size_t room) {
    mach::rpc::exchange<protocol::process_text> x;
    x.request() = {.pid = pid, .kind = static_cast<uint32_t>(kind), .offset = offset};
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
