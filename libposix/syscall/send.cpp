// sendto, sendmsg. What fits into one message without rights goes inline; the rest as pages.
#include <cerrno>
#include <csignal>

#include <errno_of.hpp>
#include <message_control.hpp>
#include <signals.hpp>
#include <socket_file.hpp>
#include <syscall/calls.hpp>
#include <transfer.hpp>

namespace posix {

namespace {

constexpr uint32_t no_signal = 0x4000;  // MSG_NOSIGNAL

/// The call's outcome: \return whether it is to be made again.
bool failed_send(kern_return_t kr, uint32_t &cookie, uint32_t flags, long &error) {
    if (kr == MACH_SEND_INVALID_DEST || kr == MIG_SERVER_DIED)
        error = -EPIPE;
    else
        error = failed_call(kr, cookie);
    if (error == -EPIPE && (flags & no_signal) == 0) raise_here(SIGPIPE, SI_USER);
    return error == 0;
}

/// Where the bytes come from.
struct source {
    user_address vector;
    uint64_t count;
    user_address flat;  ///< instead of a vector
    uint64_t size;
    bool copy(char *to, std::size_t some) const {
        return vector != 0 ? gather_vector(to, some, vector, count)
                           : copy_from_user(to, flat, some);
    }
};

long send_inline(mach_port_t port, const source &data, uint32_t flags, const socket_address &to) {
    uint32_t cookie = next_cookie();
    for (;;) {
        mach::rpc::exchange<protocol::socket_send> x;
        auto &request = x.request();
        request.flags = flags;
        request.cookie = cookie;
        request.address_size = to.size();
        memcpy(request.variable.items, to.bytes(), to.size());
        if (!data.copy(request.variable.items + to.size(), data.size)) return -EFAULT;
        request.variable.count = to.size() + static_cast<uint32_t>(data.size);
        const kern_return_t kr = io_call(x, port, cookie);
        if (kr == KERN_SUCCESS) return static_cast<long>(x.reply().count);
        long error;
        if (!failed_send(kr, cookie, flags, error)) return error;
    }
}

long send_pages(mach_port_t port, user_address data, uint64_t size, uint32_t flags,
                const socket_address &to, const control_out &control) {
    uint32_t cookie = next_cookie();
    for (;;) {
        mach::rpc::exchange<protocol::socket_send_message> x;
        auto &request = x.request();
        request.address = mach::rpc::port_descriptor(to.port(), MACH_MSG_TYPE_COPY_SEND);
        request.data = mach::rpc::ool_descriptor(data, static_cast<uint32_t>(size));
        request.rights = {};
        request.rights.address = reinterpret_cast<uint64_t>(control.rights);
        request.rights.count = control.right_count;
        request.rights.disposition = MACH_MSG_TYPE_COPY_SEND;
        request.rights.copy = MACH_MSG_VIRTUAL_COPY;
        request.rights.type = MACH_MSG_OOL_PORTS_DESCRIPTOR;
        request.flags = flags;
        request.cookie = cookie;
        request.has_credentials = control.has_credentials;
        request.credentials = control.credentials;
        to.put(request.variable);
        const kern_return_t kr = io_call(x, port, cookie);
        if (kr == KERN_SUCCESS) return static_cast<long>(x.reply().count);
        if (kr == MACH_SEND_INVALID_MEMORY) return -EFAULT;
        long error;
        if (!failed_send(kr, cookie, flags, error)) return error;
    }
}

long send_from(mach_port_t port, const source &data, uint32_t flags, const socket_address &to,
               const control_out &control) {
    const bool plain =
        to.port() == MACH_PORT_NULL && control.right_count == 0 && !control.has_credentials;
    if (plain && data.size <= protocol::io_inline_max) return send_inline(port, data, flags, to);
    const uint64_t size =
        data.size < protocol::socket_message_max ? data.size : protocol::socket_message_max;
    if (data.vector == 0) {
        if (!user_range(data.flat, size)) return -EFAULT;
        return send_pages(port, data.flat, size, flags, to, control);
    }
    mach_vm_address_t together = 0;
    if (size != 0 &&
        mach_vm_allocate(mach_task_self(), &together, size, VM_FLAGS_ANYWHERE) != KERN_SUCCESS)
        return -ENOBUFS;
    const long result = data.copy(reinterpret_cast<char *>(together), size)
                            ? send_pages(port, together, size, flags, to, control)
                            : -EFAULT;
    if (size != 0) (void)mach_vm_deallocate(mach_task_self(), together, size);
    return result;
}

long send_message(int fd, user_address address, uint32_t flags) {
    mach_port_t port;
    message_header header;
    if (const long error = socket_of(fd, port); error != 0) return error;
    if (!get_user(header, address)) return -EFAULT;
    const long size = vector_size(header.vector, header.vector_count);
    if (size < 0) return size;
    socket_address to;
    if (header.name != 0) {
        const uint32_t most = protocol::socket_address_max;
        const uint32_t some = header.name_size < most ? header.name_size : most;
        if (const long error = to.load(header.name, some); error != 0) return error;
        if (const long error = to.find(); error != 0) return error;
    }
    control_out control;
    if (const long error = control.load(header); error != 0) return error;
    return send_from(port,
                     {.vector = header.vector,
                      .count = header.vector_count,
                      .flat = 0,
                      .size = static_cast<uint64_t>(size)},
                     flags, to, control);
}

}  // namespace

long send_pieces(mach_port_t port, user_address vector, uint64_t count, uint64_t size) {
    return send_from(port, {.vector = vector, .count = count, .flat = 0, .size = size}, 0,
                     socket_address{}, control_out{});
}

long sys_sendto(int fd, user_address data, uint64_t size, uint32_t flags, user_address address,
                uint32_t address_size) {
    mach_port_t port;
    if (const long error = socket_of(fd, port); error != 0) return error;
    socket_address to;
    if (address != 0) {
        if (const long error = to.load(address, address_size); error != 0) return error;
        if (const long error = to.find(); error != 0) return error;
    }
    return send_from(port, {.vector = 0, .count = 0, .flat = data, .size = size}, flags, to,
                     control_out{});
}

long sys_sendmsg(int fd, user_address message, uint32_t flags) {
    return send_message(fd, message, flags);
}

long sys_sendmmsg(int fd, user_address messages, uint32_t count, uint32_t flags) {
    struct entry {
        message_header header;
        uint32_t size, padding;
    };
    uint32_t done = 0;
    for (; done < count && done < vector_max; ++done) {
        const user_address at = messages + done * sizeof(entry);
        const long sent = send_message(fd, at, flags);
        if (sent < 0) return done != 0 ? static_cast<long>(done) : sent;
        if (!put_user(at + offsetof(entry, size), static_cast<uint32_t>(sent))) return -EFAULT;
    }
    return static_cast<long>(done);
}

}  // namespace posix
