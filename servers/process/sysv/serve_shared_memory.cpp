// Routines of a process's port: shared memory.
#include <cerrno>

#include <sysv/seconds.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

kern_return_t process::serve(protocol::shm_object, mach::rpc::call<protocol::shm_object> call) {
    shared_segment *segment = world_.ipc.segments.find(call.request.id);
    if (segment == nullptr) return unix_error(EINVAL);
    const bool writable = call.request.writable != 0;
    const uint32_t wanted = writable ? ipc_may_read | ipc_may_write : ipc_may_read;
    if (!segment->allows(as_ipc_caller(), wanted)) return unix_error(EACCES);
    const mach_port_t right = segment->right(writable);
    if (right == MACH_PORT_NULL) return unix_error(ENOMEM);
    call.reply.object = mach::rpc::port_descriptor(right, MACH_MSG_TYPE_COPY_SEND);
    call.reply.size = segment->size;
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::shm_attach, mach::rpc::call<protocol::shm_attach> call) {
    constexpr std::size_t attachments_max = 4096;  // SHMSEG
    shared_segment *segment = world_.ipc.segments.find(call.request.id);
    if (segment == nullptr) return unix_error(EIDRM);
    if (!segment->allows(as_ipc_caller(), ipc_may_read)) return unix_error(EACCES);
    if (attachments.size() >= attachments_max) return unix_error(EMFILE);
    world_.ipc.attach(*this, *segment, call.request.address);
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::shm_detach, mach::rpc::call<protocol::shm_detach> call) {
    const uint64_t size = world_.ipc.detach(*this, call.request.address);
    if (size == 0) return unix_error(EINVAL);
    call.reply.size = size;
    return KERN_SUCCESS;
}

/// Nothing is behind it, as with mlock; but it can be seen.
kern_return_t process::serve(protocol::shm_lock, mach::rpc::call<protocol::shm_lock> call) {
    constexpr uint32_t locked = 02000;  // SHM_LOCKED
    shared_segment *segment = world_.ipc.segments.find(call.request.id);
    if (segment == nullptr) return unix_error(EINVAL);
    if (!segment->owned_by(as_ipc_caller())) return unix_error(EPERM);
    uint32_t &mode = segment->permission.mode;
    mode = call.request.locked != 0 ? mode | locked : mode & ~locked;
    return KERN_SUCCESS;
}

}  // namespace process_server
