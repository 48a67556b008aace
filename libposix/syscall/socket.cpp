// Making sockets, and all that is no transfer.
#include <cerrno>

#include <sys/stat.h>

#include <errno_of.hpp>
#include <limits.hpp>
#include <open_flags.hpp>
#include <path.hpp>
#include <process.hpp>
#include <socket_file.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

constexpr uint32_t type_mask = 0xf, type_nonblock = 04000, type_close_on_exec = 02000000;
constexpr uint32_t type_max = 10;  // SOCK_PACKET

/// A descriptor for a right that came in a reply. \return it, or -EMFILE.
long install(mach_port_t port, uint32_t flags) {
    const int fd = descriptors.insert(port, S_IFSOCK | 0777, (flags & type_close_on_exec) != 0, 0,
                                      open_file_limit());
    if (fd < 0) (void)mach_port_deallocate(mach_task_self(), port);
    return fd;
}

/// Fills in what socket and socketpair have in common. \return 0 or -errno.
long describe(protocol::socket_create_request &request, uint32_t family, uint32_t type,
              uint32_t protocol) {
    if ((type & ~(type_mask | type_nonblock | type_close_on_exec)) != 0 ||
        (type & type_mask) > type_max)
        return -EINVAL;
    request = {.family = family,
               .type = type & type_mask,
               .protocol = protocol,
               .flags = (type & type_nonblock) != 0 ? open_nonblock : 0};
    return network_server() != MACH_PORT_NULL ? 0 : -EAFNOSUPPORT;
}

/// Is there something of that name?
bool exists(std::string_view path) {
    mach::rpc::exchange<protocol::file_stat> x;
    return path_call(x, at_working_directory, path, [](protocol::file_path_request &request) {
               request.flags = protocol::file_no_follow;
               request.mode = 0;
               request.value = 0;
           }) == KERN_SUCCESS;
}

/// Binds to a name of the file system: the file server makes it, and what it leads to.
long bind_path(mach_port_t port, const socket_address &name) {
    mach::rpc::exchange<protocol::socket_address> own;
    if (const kern_return_t kr = own.call(port); kr != KERN_SUCCESS) {
        const long error = socket_error(kr, false);
        // Linux looks at the name first, and then whether the socket has one already.
        return error == -EINVAL && exists(name.path()) ? -EADDRINUSE : error;
    }
    const mach_port_t address = own.reply().address.name;
    mach::rpc::exchange<protocol::file_bind_socket> x;
    const kern_return_t kr = path_call(
        x, at_working_directory, name.path(), [&](protocol::file_bind_socket_request &request) {
            request.address = mach::rpc::port_descriptor(address, MACH_MSG_TYPE_COPY_SEND);
            request.mode = 0777 & ~self.umask;
        });
    (void)mach_port_deallocate(mach_task_self(), address);
    return errno_of(kr);
}

}  // namespace

long sys_socket(uint32_t family, uint32_t type, uint32_t protocol) {
    mach::rpc::exchange<protocol::socket_create> x;
    if (const long error = describe(x.request(), family, type, protocol); error != 0) return error;
    if (const kern_return_t kr = x.call(self.network); kr != KERN_SUCCESS)
        return socket_error(kr, false);
    return install(x.reply().socket.name, type);
}

long sys_socketpair(uint32_t family, uint32_t type, uint32_t protocol, user_address pair) {
    mach::rpc::exchange<protocol::socket_pair> x;
    if (const long error = describe(x.request(), family, type, protocol); error != 0) return error;
    if (const kern_return_t kr = x.call(self.network); kr != KERN_SUCCESS)
        return socket_error(kr, false);
    const mach_port_t second = x.reply().second.name;
    int fds[2];
    fds[0] = static_cast<int>(install(x.reply().first.name, type));
    fds[1] = static_cast<int>(install(second, type));
    const bool both = fds[0] >= 0 && fds[1] >= 0;
    if (both && put_user(pair, fds)) return 0;
    for (const int fd : fds)
        if (fd >= 0) (void)sys_close(fd);
    return both ? -EFAULT : -EMFILE;
}

long sys_bind(int fd, user_address address, uint32_t size) {
    mach_port_t port;
    if (const long error = socket_of(fd, port); error != 0) return error;
    socket_address name;
    if (const long error = name.load(address, size); error != 0) return error;
    if (name.local_path())  // a socket of another family says what it thinks of it below
        if (const long error = bind_path(port, name); error != 0 && error != -EOPNOTSUPP)
            return error;
    mach::rpc::exchange<protocol::socket_bind> x;
    name.put(x.request().variable);
    const kern_return_t kr = x.call(port);
    return kr == KERN_SUCCESS ? 0 : socket_error(kr, false);
}

long sys_listen(int fd, int backlog) {
    mach_port_t port;
    if (const long error = socket_of(fd, port); error != 0) return error;
    mach::rpc::exchange<protocol::socket_listen> x;
    x.request().backlog = backlog;
    const kern_return_t kr = x.call(port);
    return kr == KERN_SUCCESS ? 0 : socket_error(kr, false);
}

long sys_connect(int fd, user_address address, uint32_t size) {
    mach_port_t port;
    if (const long error = socket_of(fd, port); error != 0) return error;
    socket_address to;
    if (const long error = to.load(address, size); error != 0) return error;
    if (const long error = to.find(); error != 0) return error;
    mach::rpc::exchange<protocol::socket_connect> x;
    x.request().address = mach::rpc::port_descriptor(to.port(), MACH_MSG_TYPE_COPY_SEND);
    x.request().cookie = next_cookie();
    to.put(x.request().variable);
    const kern_return_t kr = io_call(x, port, x.request().cookie);
    if (kr == KERN_SUCCESS) return 0;
    const long error = socket_error(kr, false);
    return error == -EINTR ? restart_always : error;
}

long sys_accept4(int fd, user_address address, user_address size, uint32_t flags) {
    if ((flags & ~(type_nonblock | type_close_on_exec)) != 0) return -EINVAL;
    mach_port_t port;
    if (const long error = socket_of(fd, port); error != 0) return error;
    mach::rpc::exchange<protocol::socket_accept> x;
    const uint32_t cookie = next_cookie();
    x.request() = {.cookie = cookie,
                   .flags = (flags & type_nonblock) != 0 ? open_nonblock : uint32_t{0}};
    if (const kern_return_t kr = io_call(x, port, cookie); kr != KERN_SUCCESS) {
        const long error = socket_error(kr, false);
        return error == -EINTR ? restart_always : error;
    }
    const auto &peer = x.reply().variable;
    const long accepted = install(x.reply().socket.name, flags);
    if (accepted < 0) return accepted;
    if (const long error = store_address(address, size, peer.items, peer.count); error != 0) {
        (void)sys_close(static_cast<int>(accepted));
        return error;
    }
    return accepted;
}

long sys_accept(int fd, user_address address, user_address size) {
    return sys_accept4(fd, address, size, 0);
}

namespace {

long name_of(int fd, bool peer, user_address address, user_address size) {
    mach_port_t port;
    if (const long error = socket_of(fd, port); error != 0) return error;
    mach::rpc::exchange<protocol::socket_name> x;
    x.request().peer = peer;
    if (const kern_return_t kr = x.call(port); kr != KERN_SUCCESS) return socket_error(kr, false);
    if (address == 0) return -EFAULT;
    return store_address(address, size, x.reply().variable.items, x.reply().variable.count);
}

}  // namespace

long sys_getsockname(int fd, user_address address, user_address size) {
    return name_of(fd, false, address, size);
}

long sys_getpeername(int fd, user_address address, user_address size) {
    return name_of(fd, true, address, size);
}

long sys_shutdown(int fd, uint32_t how) {
    mach_port_t port;
    if (const long error = socket_of(fd, port); error != 0) return error;
    mach::rpc::exchange<protocol::socket_shutdown> x;
    x.request().how = how;
    const kern_return_t kr = x.call(port);
    return kr == KERN_SUCCESS ? 0 : socket_error(kr, false);
}

long sys_getsockopt(int fd, int level, int name, user_address value, user_address size) {
    mach_port_t port;
    if (const long error = socket_of(fd, port); error != 0) return error;
    int32_t room;
    if (!get_user(room, size)) return -EFAULT;
    if (room < 0) return -EINVAL;
    mach::rpc::exchange<protocol::socket_get_option> x;
    x.request().level = level;
    x.request().name = name;
    x.request().variable.count = 0;
    if (const kern_return_t kr = x.call(port); kr != KERN_SUCCESS) return socket_error(kr, false);
    const auto &result = x.reply().variable;
    const uint32_t some =
        result.count < static_cast<uint32_t>(room) ? result.count : static_cast<uint32_t>(room);
    return copy_to_user(value, result.items, some) && put_user(size, some) ? 0 : -EFAULT;
}

long sys_setsockopt(int fd, int level, int name, user_address value, int32_t size) {
    mach_port_t port;
    if (const long error = socket_of(fd, port); error != 0) return error;
    if (size < 0) return -EINVAL;
    mach::rpc::exchange<protocol::socket_set_option> x;
    auto &tail = x.request().variable;
    tail.count =
        static_cast<uint32_t>(size) < tail.capacity ? static_cast<uint32_t>(size) : tail.capacity;
    x.request().level = level;
    x.request().name = name;
    if (!copy_from_user(tail.items, value, tail.count)) return -EFAULT;
    const kern_return_t kr = x.call(port);
    return kr == KERN_SUCCESS ? 0 : socket_error(kr, false);
}

}  // namespace posix
