// System V's queues of messages.
#include <cerrno>

#include <call.hpp>
#include <syscall/ipc_calls.hpp>
#include <syscall/ipc_control.hpp>
#include <syscall/ipc_layout.hpp>

namespace posix {

namespace {

constexpr auto kind = protocol::ipc_kind::messages;

/// struct msginfo.
struct limits_layout {
    int32_t pool, map, message, queue, queues, unit, messages;
    uint16_t segments;
};

long status(int id, protocol::ipc_lookup lookup, user_address buffer) {
    protocol::ipc_status_reply s;
    if (const long error = ipc_status_call(kind, id, lookup, s); error != 0) return error;
    const msg_status_layout out{.permission = to_layout(s.permission),
                                .send_time = s.times[0],
                                .receive_time = s.times[1],
                                .change_time = s.times[2],
                                .bytes = s.attached,
                                .count = s.size,
                                .bytes_allowed = s.limit,
                                .last_sender = s.pids[0],
                                .last_receiver = s.pids[1],
                                .unused = {}};
    if (!put_user(buffer, out)) return -EFAULT;
    return lookup == protocol::ipc_lookup::id ? 0 : s.id;
}

/// IPC_INFO and MSG_INFO.
long limits(user_address buffer, bool usage) {
    protocol::ipc_totals_reply now;
    if (const long error = ipc_totals_call(kind, now); error != 0) return error;
    constexpr int32_t queue_bytes = 16384, queues_max = 256;
    limits_layout out{.pool = queues_max * queue_bytes / 1024,
                      .map = queue_bytes,
                      .message = protocol::message_size_max,
                      .queue = queue_bytes,
                      .queues = queues_max,
                      .unit = 16,
                      .messages = queue_bytes,
                      .segments = 0xffff};
    if (usage) {
        out.pool = static_cast<int32_t>(now.used);
        out.map = static_cast<int32_t>(now.amount[0]);
        out.messages = static_cast<int32_t>(now.amount[1]);
    }
    return put_user(buffer, out) ? now.highest : -EFAULT;
}

}  // namespace

long sys_msgget(int32_t key, uint32_t flags) { return ipc_get_call(kind, key, 0, flags); }

long sys_msgsnd(int id, user_address message, uint64_t size, uint32_t flags) {
    mach::rpc::exchange<protocol::msg_send> x;
    auto &request = x.request();
    int64_t type;
    if (!get_user(type, message)) return -EFAULT;
    if (size > protocol::message_size_max || id < 0 || type < 1) return -EINVAL;
    request.id = id;
    request.flags = flags;
    request.cookie = next_cookie();
    request.type = type;
    request.variable.count = static_cast<uint32_t>(size);
    if (!copy_from_user(request.variable.items, message + sizeof type, size)) return -EFAULT;
    return errno_of(
        call_interruptibly<protocol::process_interrupt>(x, self.server, request.cookie));
}

long sys_msgrcv(int id, user_address message, uint64_t size, int64_t type, uint32_t flags) {
    constexpr uint32_t copy = 040000;  // MSG_COPY, which kernels without checkpoints have not
    if (id < 0 || static_cast<int64_t>(size) < 0) return -EINVAL;
    if ((flags & copy) != 0) return -ENOSYS;
    mach::rpc::exchange<protocol::msg_receive> x;
    const uint32_t cookie = next_cookie();
    x.request() = {.id = id, .flags = flags, .cookie = cookie, .type = type, .size = size};
    const kern_return_t kr =
        call_interruptibly<protocol::process_interrupt>(x, self.server, cookie);
    if (kr != KERN_SUCCESS) return errno_of(kr);
    const auto &found = x.reply();
    if (!put_user(message, found.type) ||
        !copy_to_user(message + sizeof found.type, found.variable.items, found.variable.count))
        return -EFAULT;
    return found.variable.count;
}

long sys_msgctl(int id, uint32_t command, user_address buffer) {
    constexpr uint32_t status_of_index = 11, usage_of_all = 12, status_of_any = 13;
    if (id < 0) return -EINVAL;
    switch (command) {
    case ipc_remove_command: return ipc_remove_call(kind, id);
    case ipc_set_command: {
        msg_status_layout given;
        if (!get_user(given, buffer)) return -EFAULT;
        return ipc_set_call(kind, id, given.permission, given.bytes_allowed);
    }
    case ipc_status_command: return status(id, protocol::ipc_lookup::id, buffer);
    case status_of_index: return status(id, protocol::ipc_lookup::index, buffer);
    case status_of_any: return status(id, protocol::ipc_lookup::index_any, buffer);
    case ipc_info_command: return limits(buffer, false);
    case usage_of_all: return limits(buffer, true);
    default: return -EINVAL;
    }
}

}  // namespace posix
