#include "open_terminal.hpp"

#include <cerrno>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>

#include <lib/character_device.hpp>
#include <lib/pending_read.hpp>
#include <protocol/error.hpp>

using protocol::unix_error;

namespace {

template <class Call>
client_identity caller(const Call &call) {
    return client_identity::of(call.trailer.msgh_audit);
}

}  // namespace

mach::rpc::disposition open_terminal::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    return mach::rpc::demux<protocol::io_interface>(*this, in, out);
}

bool open_terminal::nonblocking() const { return (flags_ & O_NONBLOCK) != 0; }

template <class Call>
kern_return_t open_terminal::read(Call &call) {
    if ((flags_ & O_ACCMODE) == O_WRONLY) return unix_error(EBADF);
    std::vector<char> data;
    const kern_return_t result = terminal_.read(caller(call), call.header, call.request.count,
                                                call.request.cookie, nonblocking(), data);
    if (result != KERN_SUCCESS) return result;
    if constexpr (std::is_void_v<decltype(server::set_read_reply(call.reply, data))>) {
        server::set_read_reply(call.reply, data);
        return KERN_SUCCESS;
    } else {
        return server::set_read_reply(call.reply, data);
    }
}

kern_return_t open_terminal::serve(protocol::io_read, mach::rpc::call<protocol::io_read> call) {
    if (call.request.count > protocol::io_inline_max) return unix_error(EINVAL);
    return read(call);
}

kern_return_t open_terminal::serve(protocol::io_read_ool,
                                   mach::rpc::call<protocol::io_read_ool> call) {
    return read(call);
}

kern_return_t open_terminal::serve(protocol::io_write, mach::rpc::call<protocol::io_write> call) {
    if ((flags_ & O_ACCMODE) == O_RDONLY) return unix_error(EBADF);
    const auto &data = call.request.variable;
    return terminal_.write(caller(call), call.header, {data.items, data.count}, call.request.cookie,
                           nonblocking(), call.reply.count);
}

kern_return_t open_terminal::serve(protocol::io_write_ool,
                                   mach::rpc::call<protocol::io_write_ool> call) {
    const auto &data = call.request.data;
    kern_return_t result = unix_error(EBADF);
    if ((flags_ & O_ACCMODE) != O_RDONLY)
        result = terminal_.write(caller(call), call.header,
                                 {reinterpret_cast<const char *>(data.address), data.size},
                                 call.request.cookie, nonblocking(), call.reply.count);
    if (data.size != 0) (void)mach_vm_deallocate(mach_task_self(), data.address, data.size);
    return result;
}

kern_return_t open_terminal::serve(protocol::io_seek, mach::rpc::call<protocol::io_seek>) {
    return unix_error(ESPIPE);
}

kern_return_t open_terminal::serve(protocol::io_stat, mach::rpc::call<protocol::io_stat> call) {
    const terminal_end::appearance look = terminal_.look();
    call.reply.attributes = server::attributes_of({.device = node_.device,
                                                   .inode = node_.inode,
                                                   .permissions = look.permissions,
                                                   .uid = look.uid,
                                                   .gid = 5,
                                                   .number = look.device_number});
    return KERN_SUCCESS;
}

kern_return_t open_terminal::serve(protocol::io_flags, mach::rpc::call<protocol::io_flags> call) {
    call.reply.flags = flags_ = server::changed_flags(flags_, call.request);
    return KERN_SUCCESS;
}

kern_return_t open_terminal::serve(protocol::io_poll, mach::rpc::call<protocol::io_poll> call) {
    call.reply.ready =
        terminal_.poll(call.request.events, call.request.notify.name, call.request.cookie);
    return KERN_SUCCESS;
}

void open_terminal::serve(protocol::io_interrupt, mach::rpc::call<protocol::io_interrupt> call) {
    terminal_.interrupt(caller(call).pid, call.request.cookie);
}

kern_return_t open_terminal::serve(protocol::io_map, mach::rpc::call<protocol::io_map>) {
    return unix_error(ENODEV);
}

kern_return_t open_terminal::serve(protocol::io_truncate, mach::rpc::call<protocol::io_truncate>) {
    return unix_error(EINVAL);
}

kern_return_t open_terminal::serve(protocol::io_sync, mach::rpc::call<protocol::io_sync>) {
    return unix_error(EINVAL);
}

kern_return_t open_terminal::serve(protocol::io_control,
                                   mach::rpc::call<protocol::io_control> call) {
    return terminal_.control(caller(call), call);
}

kern_return_t open_terminal::serve(protocol::io_read_directory,
                                   mach::rpc::call<protocol::io_read_directory>) {
    return unix_error(ENOTDIR);
}

kern_return_t open_terminal::serve(protocol::io_set_attributes,
                                   mach::rpc::call<protocol::io_set_attributes>) {
    return unix_error(EPERM);
}

kern_return_t open_terminal::serve(protocol::io_statfs, mach::rpc::call<protocol::io_statfs>) {
    return unix_error(ENOSYS);
}

kern_return_t open_terminal::serve(protocol::io_path, mach::rpc::call<protocol::io_path> call) {
    const std::string_view path = node_.path;
    call.reply.variable.count =
        static_cast<uint32_t>(path.copy(call.reply.variable.items, path.size()));
    return KERN_SUCCESS;
}

kern_return_t open_terminal::serve(protocol::io_lock, mach::rpc::call<protocol::io_lock>) {
    return unix_error(EINVAL);
}
