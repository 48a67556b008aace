// recvfrom, recvmsg. A small message without control data comes inline; others as pages.
#include <cerrno>

#include <clock.hpp>
#include <errno_of.hpp>
#include <message_control.hpp>
#include <socket_file.hpp>
#include <syscall/calls.hpp>
#include <transfer.hpp>
#include <wait_mask.hpp>

namespace posix {

namespace {

constexpr uint32_t dont_wait = 0x40, truncated = 0x20, wait_for_one = 0x10000;
/// MSG_ERRQUEUE: what would come from there is never put there.
constexpr uint32_t error_queue = 0x2000;

/// Where the bytes go.
struct target {
    user_address vector;
    uint64_t count;
    user_address flat;  ///< instead of a vector
    uint64_t size;
    bool copy(const char *from, std::size_t some) const {
        if (vector != 0) return scatter_vector(vector, count, from, some);
        return user_range(flat, some) &&
               posix_copy(reinterpret_cast<void *>(flat), from, some) == 0;
    }
};

/// Where the sender's address goes.
struct name_target {
    user_address address, size;
};

bool again(kern_return_t kr, uint32_t &cookie, long &error) {
    if (kr == MACH_SEND_INVALID_DEST || kr == MIG_SERVER_DIED)
        error = -ECONNRESET;
    else
        error = failed_call(kr, cookie);
    return error == 0;
}

long length_of(uint32_t flags, uint32_t count, uint32_t length) {
    return static_cast<long>((flags & truncated) != 0 ? length : count);
}

long receive_inline(mach_port_t port, const target &to, uint32_t flags, const name_target &name,
                    uint32_t &message_flags) {
    uint32_t cookie = next_cookie();
    mach::rpc::exchange<protocol::socket_receive> x;
    for (;;) {
        x.request() = {.flags = flags, .count = static_cast<uint32_t>(to.size), .cookie = cookie};
        const kern_return_t kr = io_call(x, port, cookie);
        if (kr == KERN_SUCCESS) break;
        long error;
        if (!again(kr, cookie, error)) return error;
    }
    const auto &reply = x.reply();
    const uint32_t named = reply.address_size;
    if (named > reply.variable.count || reply.variable.count - named > to.size) return -EIO;
    const uint32_t count = reply.variable.count - named;
    if (!to.copy(reply.variable.items + named, count)) return -EFAULT;
    message_flags = reply.flags;
    const long error = store_address(name.address, name.size, reply.variable.items, named);
    return error != 0 ? error : length_of(flags, count, reply.length);
}

long receive_pages(mach_port_t port, const target &to, uint32_t flags, const name_target &name,
                   message_header *header, uint32_t &message_flags) {
    uint32_t cookie = next_cookie();
    mach::rpc::exchange<protocol::socket_receive_message> x;
    for (;;) {
        const uint64_t most =
            to.size < protocol::socket_message_max ? to.size : protocol::socket_message_max;
        x.request() = {.flags = flags, .count = static_cast<uint32_t>(most), .cookie = cookie};
        const kern_return_t kr = io_call(x, port, cookie);
        if (kr == KERN_SUCCESS) break;
        long error;
        if (!again(kr, cookie, error)) return error;
    }
    const auto &reply = x.reply();
    const auto &rights = reply.rights;
    const auto *names = reinterpret_cast<const mach_port_t *>(rights.address);
    const uint64_t size = reply.data.size < to.size ? reply.data.size : to.size;
    bool failed = !to.copy(reinterpret_cast<const char *>(reply.data.address), size);
    const uint32_t named =
        reply.address_size < reply.variable.count ? reply.address_size : reply.variable.count;
    message_flags = reply.flags;
    message_header none = {};
    message_header &control = header != nullptr ? *header : none;
    control.flags = reply.flags;
    failed |= store_control(control, {reply.variable.items + named, reply.variable.count - named},
                            {names, rights.count}, flags) != 0;
    message_flags = control.flags;
    if (reply.data.size != 0)
        (void)mach_vm_deallocate(mach_task_self(), reply.data.address, reply.data.size);
    if (rights.count != 0)
        (void)mach_vm_deallocate(mach_task_self(), rights.address,
                                 rights.count * sizeof(mach_port_t));
    const long error = store_address(name.address, name.size, reply.variable.items, named);
    if (failed) return -EFAULT;
    return error != 0 ? error : length_of(flags, static_cast<uint32_t>(size), reply.length);
}

long receive_message(int fd, user_address address, uint32_t flags) {
    mach_port_t port;
    message_header header;
    if (const long error = socket_of(fd, port); error != 0) return error;
    if (!get_user(header, address)) return -EFAULT;
    if (static_cast<int32_t>(header.name_size) < 0) return -EINVAL;
    if ((flags & error_queue) != 0) return -EAGAIN;
    const long size = vector_size(header.vector, header.vector_count);
    if (size < 0) return size;
    const target to{.vector = header.vector,
                    .count = header.vector_count,
                    .flat = 0,
                    .size = static_cast<uint64_t>(size)};
    const name_target name{header.name, address + offsetof(message_header, name_size)};
    const bool with_control = header.control != 0 && header.control_size != 0;
    uint32_t message_flags = 0;
    const long result = !with_control && to.size <= protocol::io_inline_max
                            ? receive_inline(port, to, flags, name, message_flags)
                            : receive_pages(port, to, flags, name, &header, message_flags);
    if (result < 0) return result;
    if (!with_control) header.control_size = 0;
    if (!put_user(address + offsetof(message_header, control_size), header.control_size) ||
        !put_user(address + offsetof(message_header, flags), message_flags))
        return -EFAULT;
    return result;
}

}  // namespace

long receive_pieces(mach_port_t port, user_address vector, uint64_t count, uint64_t size) {
    const target to{.vector = vector, .count = count, .flat = 0, .size = size};
    uint32_t message_flags = 0;
    return size <= protocol::io_inline_max ? receive_inline(port, to, 0, {}, message_flags)
                                           : receive_pages(port, to, 0, {}, nullptr, message_flags);
}

long sys_recvfrom(int fd, user_address buffer, uint64_t size, uint32_t flags, user_address address,
                  user_address address_size) {
    mach_port_t port;
    if (const long error = socket_of(fd, port); error != 0) return error;
    if ((flags & error_queue) != 0) return -EAGAIN;
    const target to{.vector = 0, .count = 0, .flat = buffer, .size = size};
    const name_target name{address, address_size};
    uint32_t message_flags = 0;
    return size <= protocol::io_inline_max
               ? receive_inline(port, to, flags, name, message_flags)
               : receive_pages(port, to, flags, name, nullptr, message_flags);
}

long sys_recvmsg(int fd, user_address message, uint32_t flags) {
    return receive_message(fd, message, flags);
}

long sys_recvmmsg(int fd, user_address messages, uint32_t count, uint32_t flags,
                  user_address timeout) {
    struct entry {
        message_header header;
        uint32_t size, padding;
    };
    uint64_t deadline;
    if (const long error = load_deadline(timeout, deadline); error != 0) return error;
    uint32_t done = 0;
    for (; done < count && done < vector_max; ++done) {
        const user_address at = messages + done * sizeof(entry);
        const bool wait = done == 0 || (flags & wait_for_one) == 0;
        const long received =
            receive_message(fd, at, (flags & ~wait_for_one) | (wait ? 0 : dont_wait));
        if (received < 0) return done != 0 ? static_cast<long>(done) : received;
        if (!put_user(at + offsetof(entry, size), static_cast<uint32_t>(received))) return -EFAULT;
        if (monotonic_ns() >= deadline) return static_cast<long>(done) + 1;
    }
    return static_cast<long>(done);
}

}  // namespace posix
