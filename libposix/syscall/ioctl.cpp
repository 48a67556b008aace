#include <cerrno>

#include <sys/ioctl.h>
#include <sys/stat.h>

#include <call.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <ioctl_table.hpp>
#include <open_flags.hpp>
#include <syscall/calls.hpp>
#include <syscall/file_owner.hpp>
#include <transfer.hpp>

namespace posix {

namespace {

constexpr uint32_t set_close_on_exec = 0x5451, clear_close_on_exec = 0x5450;  // FIOCLEX, FIONCLEX
constexpr uint32_t clone_whole_file = 0x40049409;                             // FICLONE
constexpr uint32_t get_interfaces = 0x8912, interface_record = 40;  // SIOCGIFCONF, struct ifreq

long set_nonblocking(mach_port_t file, user_address argument) {
    int32_t on;
    if (!get_user(on, argument)) return -EFAULT;
    mach::rpc::exchange<protocol::io_flags> x;
    x.request() = {.flags = on != 0 ? open_nonblock : 0, .mask = open_nonblock};
    return errno_of(x.call(file));
}

long set_telling(int fd, user_address argument) {
    int32_t on;
    if (!get_user(on, argument)) return -EFAULT;
    const long error = tell_changes(fd, on != 0);
    return error == -EINVAL ? -ENOTTY : error;
}

long forward(mach_port_t file, uint32_t request, uint64_t argument) {
    const ioctl_shape shape = shape_of(request);
    const bool in = shape.use == argument_use::in || shape.use == argument_use::in_out;
    const bool out = shape.use == argument_use::out || shape.use == argument_use::in_out;
    uint32_t cookie = next_cookie();
    for (;;) {
        mach::rpc::exchange<protocol::io_control> x;
        x.request().request = request;
        x.request().cookie = cookie;
        x.request().argument = argument;
        x.request().variable.count = in ? shape.size : 0;
        if (in && !copy_from_user(x.request().variable.items, argument, shape.size)) return -EFAULT;
        if (const kern_return_t kr = io_call(x, file, cookie); kr != KERN_SUCCESS) {
            const long error = failed_call(kr, cookie);
            if (error == 0) continue;
            return error == -EOPNOTSUPP ? -ENOTTY : error;
        }
        const auto &data = x.reply().variable;
        if (out &&
            !copy_to_user(argument, data.items, data.count < shape.size ? data.count : shape.size))
            return -EFAULT;
        return x.reply().value;
    }
}

/// FICLONE: no file system here lets files share blocks.
long clone_file(const descriptor &to, int fd) {
    const descriptor from = descriptors.get(fd);
    if (from.port == MACH_PORT_NULL || from.path_only) return -EBADF;
    if (S_ISDIR(to.mode) || S_ISDIR(from.mode)) return -EISDIR;
    return S_ISREG(to.mode) && S_ISREG(from.mode) ? -EOPNOTSUPP : -EINVAL;
}

/// SIOCGIFCONF: the records go where the argument's second word says.
long interface_list(mach_port_t file, user_address argument) {
    struct {
        int32_t size, padding;
        user_address records;
    } list;
    if (!get_user(list, argument)) return -EFAULT;
    mach::rpc::exchange<protocol::io_control> x;
    x.request().request = get_interfaces;
    x.request().cookie = next_cookie();
    x.request().argument = 0;
    x.request().variable.count = 0;
    if (const kern_return_t kr = x.call(file); kr != KERN_SUCCESS) return errno_of(kr);
    const auto &data = x.reply().variable;
    const uint32_t room = list.size < 0 ? 0 : static_cast<uint32_t>(list.size);
    uint32_t some = data.count;
    if (list.records != 0) {
        if (some > room) some = room - room % interface_record;
        if (!copy_to_user(list.records, data.items, some)) return -EFAULT;
    }
    list.size = static_cast<int32_t>(some);
    return put_user(argument, list) ? 0 : -EFAULT;
}

}  // namespace

long sys_ioctl(int fd, uint32_t request, uint64_t argument) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    switch (request) {
    case set_close_on_exec:
    case clear_close_on_exec:
        return descriptors.set_close_on_exec(fd, request == set_close_on_exec) ? 0 : -EBADF;
    case clone_whole_file: return clone_file(file, static_cast<int>(argument));
    case FIOASYNC: return set_telling(fd, argument);
    case FIONBIO: return set_nonblocking(file.port, argument);
    case get_interfaces:
        if (S_ISSOCK(file.mode)) return interface_list(file.port, argument);
        [[fallthrough]];
    default: return forward(file.port, request, argument);
    }
}

}  // namespace posix
