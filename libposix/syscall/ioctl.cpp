#include <cerrno>

#include <sys/ioctl.h>

#include <call.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <ioctl_table.hpp>
#include <open_flags.hpp>
#include <syscall/calls.hpp>
#include <transfer.hpp>

namespace posix {

namespace {

constexpr uint32_t set_close_on_exec = 0x5451, clear_close_on_exec = 0x5450;  // FIOCLEX, FIONCLEX

long set_nonblocking(mach_port_t file, user_address argument) {
    int32_t on;
    if (!get_user(on, argument)) return -EFAULT;
    mach::rpc::exchange<protocol::io_flags> x;
    x.request() = {.flags = on != 0 ? open_nonblock : 0, .mask = open_nonblock};
    return errno_of(x.call(file));
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

}  // namespace

long sys_ioctl(int fd, uint32_t request, uint64_t argument) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    switch (request) {
    case set_close_on_exec:
    case clear_close_on_exec:
        return descriptors.set_close_on_exec(fd, request == set_close_on_exec) ? 0 : -EBADF;
    case FIONBIO: return set_nonblocking(file.port, argument);
    default: return forward(file.port, request, argument);
    }
}

}  // namespace posix
