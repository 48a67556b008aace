// POSIX message queues: open files of the file server's with requests of their own.
#include <syscall/message_queue_calls.hpp>

#include <cerrno>
#include <csignal>

#include <fcntl.h>

#include <call.hpp>
#include <clock.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <open_flags.hpp>
#include <queue_notice.hpp>
#include <protocol/message_queue.hpp>

namespace posix {

namespace {

/// Linux's struct mq_attr.
struct attributes_layout {
    int64_t flags, messages_max, size_max, messages, unused[4];
};
/// Linux's struct sigevent, its first part.
struct signal_event {
    uint64_t value;
    int32_t signal, notify;
};
constexpr int32_t notify_signal = 0, notify_none = 1, notify_thread = 2;

/// What is no queue knows no such request.
long queue_error(kern_return_t result) { return result == MIG_BAD_ID ? -EBADF : errno_of(result); }

template <class Tail>
long load_name(Tail &to, user_address name) {
    const long length = copy_string_from_user(to.items, name, sizeof to.items);
    if (length < 0) return -EFAULT;
    if (length == sizeof to.items) return -ENAMETOOLONG;
    to.count = static_cast<uint32_t>(length);
    return 0;
}

/// \return 0, -EFAULT, -EINVAL.
long load_deadline(int64_t &to, user_address from) {
    to = protocol::mqueue_no_deadline;
    if (from == 0) return 0;
    time_value t;
    if (!get_user(t, from)) return -EFAULT;
    if (!valid(t)) return -EINVAL;
    const uint64_t ns = to_ns(t);
    if (ns < static_cast<uint64_t>(protocol::mqueue_no_deadline)) to = static_cast<int64_t>(ns);
    return 0;
}

/// Sends or receives. \return 0 or -errno.
template <class Routine>
long transfer(mach::rpc::exchange<Routine> &x, mach_port_t port) {
    x.request().cookie = next_cookie();
    const long error = queue_error(io_call(x, port, x.request().cookie));
    return error == -EINTR ? restart_always : error;
}

/// What a message that is too long for any queue gets: a descriptor that cannot be sent to says so
/// first.
long why_too_long(mach_port_t port) {
    mach::rpc::exchange<protocol::mqueue_state> x;
    x.request() = {.set = 0, .flags = 0};
    if (const long error = queue_error(x.call(port)); error != 0) return error;
    return (x.reply().flags & open_access_mask) == O_RDONLY ? -EBADF : -EMSGSIZE;
}

}  // namespace

long sys_mq_open(user_address name, uint32_t flags, uint32_t mode, user_address attributes) {
    mach::rpc::exchange<protocol::mqueue_open> x;
    auto &request = x.request();
    const uint32_t generic = to_generic(flags);
    request.limited = 0;
    if (attributes != 0 && (generic & open_create) != 0) {
        attributes_layout wanted;
        if (!get_user(wanted, attributes)) return -EFAULT;
        request.limited = 1;
        request.messages = wanted.messages_max;
        request.size_each = wanted.size_max;
    }
    if (const long error = load_name(request.variable, name); error != 0) return error;
    request.flags = generic & ~open_close_on_exec;
    request.mode = mode & 07777 & ~self.umask;
    if (const kern_return_t kr = x.call(self.file_service); kr != KERN_SUCCESS) return errno_of(kr);
    const mach_port_t port = x.reply().queue.name;
    // As on Linux, exec closes it whether asked or not.
    const int fd = descriptors.insert(port, x.reply().mode, true, 0, open_file_limit());
    if (fd < 0) (void)mach_port_deallocate(mach_task_self(), port);
    return fd;
}

long sys_mq_unlink(user_address name) {
    mach::rpc::exchange<protocol::mqueue_unlink> x;
    if (const long error = load_name(x.request().variable, name); error != 0) return error;
    return errno_of(x.call(self.file_service));
}

long sys_mq_timedsend(int queue, user_address message, uint64_t size, uint32_t priority,
                      user_address deadline) {
    mach::rpc::exchange<protocol::mqueue_send> x;
    auto &request = x.request();
    int64_t until;
    if (const long error = load_deadline(until, deadline); error != 0) return error;
    if (priority >= protocol::mqueue_priorities) return -EINVAL;
    const mach_port_t port = descriptors.port(queue);
    if (port == MACH_PORT_NULL) return -EBADF;
    if (size > protocol::mqueue_size_max) return why_too_long(port);
    request.deadline = until;
    request.priority = priority;
    request.variable.count = static_cast<uint32_t>(size);
    if (!copy_from_user(request.variable.items, message, size)) return -EFAULT;
    const long error = transfer(x, port);
    if (error == 0) queue_notice::settle();
    return error;
}

long sys_mq_timedreceive(int queue, user_address message, uint64_t size, user_address priority,
                         user_address deadline) {
    mach::rpc::exchange<protocol::mqueue_receive> x;
    if (const long error = load_deadline(x.request().deadline, deadline); error != 0) return error;
    const mach_port_t port = descriptors.port(queue);
    if (port == MACH_PORT_NULL) return -EBADF;
    x.request().size = size;
    if (const long error = transfer(x, port); error != 0) return error;
    const auto &reply = x.reply();
    if ((priority != 0 && !put_user(priority, reply.priority)) ||
        !copy_to_user(message, reply.variable.items, reply.variable.count))
        return -EFAULT;
    return reply.variable.count;
}

long sys_mq_getsetattr(int queue, user_address wanted, user_address old) {
    mach::rpc::exchange<protocol::mqueue_state> x;
    x.request() = {.set = 0, .flags = 0};
    if (wanted != 0) {
        attributes_layout given;
        if (!get_user(given, wanted)) return -EFAULT;
        if ((given.flags & ~int64_t{open_nonblock}) != 0) return -EINVAL;
        x.request() = {.set = 1, .flags = static_cast<uint32_t>(given.flags)};
    }
    const mach_port_t port = descriptors.port(queue);
    if (port == MACH_PORT_NULL) return -EBADF;
    if (const long error = queue_error(x.call(port)); error != 0) return error;
    const auto &state = x.reply();
    const attributes_layout out{.flags = state.flags & open_nonblock,
                                .messages_max = state.messages_max,
                                .size_max = state.size_max,
                                .messages = state.messages,
                                .unused = {}};
    return old == 0 || put_user(old, out) ? 0 : -EFAULT;
}

long sys_mq_notify(int queue, user_address event) {
    signal_event wanted{};
    queue_notice notice;
    if (event != 0) {
        if (!get_user(wanted, event)) return -EFAULT;
        switch (wanted.notify) {
        case notify_none: notice.how = protocol::mqueue_notification::silent; break;
        case notify_signal:
            if (const long error = notice.by_signal(wanted.signal, wanted.value); error != 0)
                return error;
            break;
        case notify_thread:
            if (const long error = notice.by_socket(wanted.signal, wanted.value); error != 0)
                return error;
            break;
        default: return -EINVAL;
        }
    }
    const mach_port_t port = descriptors.port(queue);
    if (port == MACH_PORT_NULL) return -EBADF;
    return queue_error(notice.ask(port));
}

}  // namespace posix
