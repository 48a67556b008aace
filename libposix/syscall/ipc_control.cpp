#include <syscall/ipc_control.hpp>

#include <syscall/ipc_layout.hpp>

namespace posix {

long ipc_get_call(protocol::ipc_kind kind, int32_t key, uint64_t size, uint32_t flags) {
    mach::rpc::exchange<protocol::ipc_get> x;
    x.request() = {.kind = static_cast<uint32_t>(kind), .key = key, .flags = flags, .size = size};
    const kern_return_t kr = x.call(self.server);
    return kr == KERN_SUCCESS ? x.reply().value : errno_of(kr);
}

long ipc_remove_call(protocol::ipc_kind kind, int id) {
    mach::rpc::exchange<protocol::ipc_remove> x;
    x.request() = {.kind = static_cast<uint32_t>(kind), .id = id};
    return errno_of(x.call(self.server));
}

long ipc_set_call(protocol::ipc_kind kind, int id, const ipc_permission_layout &to,
                  uint64_t bytes) {
    mach::rpc::exchange<protocol::ipc_set> x;
    x.request() = {.kind = static_cast<uint32_t>(kind),
                   .id = id,
                   .uid = to.uid,
                   .gid = to.gid,
                   .mode = to.mode,
                   .bytes = bytes};
    return errno_of(x.call(self.server));
}

long ipc_status_call(protocol::ipc_kind kind, int id, protocol::ipc_lookup lookup,
                     protocol::ipc_status_reply &found) {
    mach::rpc::exchange<protocol::ipc_status> x;
    x.request() = {
        .kind = static_cast<uint32_t>(kind), .id = id, .lookup = static_cast<uint32_t>(lookup)};
    const kern_return_t kr = x.call(self.server);
    if (kr == KERN_SUCCESS) found = x.reply();
    return errno_of(kr);
}

long ipc_totals_call(protocol::ipc_kind kind, protocol::ipc_totals_reply &found) {
    mach::rpc::exchange<protocol::ipc_totals> x;
    x.request().kind = static_cast<uint32_t>(kind);
    const kern_return_t kr = x.call(self.server);
    if (kr == KERN_SUCCESS) found = x.reply();
    return errno_of(kr);
}

}  // namespace posix
