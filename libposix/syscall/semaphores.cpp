// System V's semaphores.
#include <cerrno>

#include <call.hpp>
#include <clock.hpp>
#include <machine/sem_layout.hpp>
#include <protocol/error.hpp>
#include <syscall/ipc_calls.hpp>
#include <syscall/ipc_control.hpp>
#include <syscall/ipc_layout.hpp>

namespace posix {

namespace {

constexpr auto kind = protocol::ipc_kind::semaphores;
constexpr int32_t value_max = 32767;

/// struct seminfo.
struct limits_layout {
    int32_t map, sets, semaphores, undos, set_size, operations, undo_entries, undo_size, value,
        adjustment;
};

/// Waits no longer than until the deadline: then the server is told to answer at once.
/// \return as call_interruptibly; KERN_OPERATION_TIMED_OUT.
kern_return_t operate(mach::rpc::exchange<protocol::sem_operate> &x, uint64_t deadline_ns) {
    const uint32_t cookie = x.request().cookie;
    const auto options = [&] {
        mach::rpc::call_options o{.option = interruptible_receive()};
        if ((o.option & MACH_RCV_TIMEOUT) == 0) {
            const uint64_t now = monotonic_ns();
            const uint64_t left = deadline_ns > now ? (deadline_ns - now + 999'999) / 1'000'000 : 0;
            o.option |= MACH_RCV_TIMEOUT;
            o.timeout =
                static_cast<mach_msg_timeout_t>(left < 1'000'000'000 ? left : 1'000'000'000);
        }
        return o;
    };
    kern_return_t kr = x.call(self.server, options());
    while (kr == MACH_RCV_INTERRUPTED || kr == MACH_RCV_TIMED_OUT) {
        const bool late = monotonic_ns() >= deadline_ns;
        if (!late && !signal_arrived()) {
            kr = x.await(options());
            continue;
        }
        detail::send_interrupt<protocol::process_interrupt>(self.server, cookie);
        kr = x.await();
        if (late && kr == protocol::unix_error(EINTR)) return KERN_OPERATION_TIMED_OUT;
    }
    return kr;
}

/// \param deadline_ns 0: none.
long operate_user(int id, user_address operations, uint64_t count, uint64_t deadline_ns) {
    if (count < 1 || id < 0) return -EINVAL;
    if (count > protocol::semaphore_operations_max) return -E2BIG;
    mach::rpc::exchange<protocol::sem_operate> x;
    auto &request = x.request();
    request.id = id;
    request.cookie = next_cookie();
    request.variable.count = static_cast<uint32_t>(count);
    static_assert(sizeof(protocol::sem_operation) == 6);
    if (!copy_from_user(request.variable.items, operations,
                        count * sizeof(protocol::sem_operation)))
        return -EFAULT;
    const kern_return_t kr = deadline_ns == 0 ? call_interruptibly<protocol::process_interrupt>(
                                                    x, self.server, request.cookie)
                                              : operate(x, deadline_ns);
    if (kr == KERN_OPERATION_TIMED_OUT) return -EAGAIN;
    return errno_of(kr);
}

long status(int id, protocol::ipc_lookup lookup, user_address buffer) {
    protocol::ipc_status_reply s;
    if (const long error = ipc_status_call(kind, id, lookup, s); error != 0) return error;
    machine::sem_status_layout out{};
    out.permission = to_layout(s.permission);
    out.operation_time = s.times[0];
    out.change_time = s.times[2];
    out.count = s.size;
    if (!put_user(buffer, out)) return -EFAULT;
    return lookup == protocol::ipc_lookup::id ? 0 : s.id;
}

/// IPC_INFO and SEM_INFO.
long limits(user_address buffer, bool usage) {
    protocol::ipc_totals_reply now;
    if (const long error = ipc_totals_call(kind, now); error != 0) return error;
    constexpr int32_t sets_max = 1024, in_all_max = 64 * 1024;
    limits_layout out{.map = in_all_max,
                      .sets = sets_max,
                      .semaphores = in_all_max,
                      .undos = in_all_max,
                      .set_size = protocol::semaphores_max,
                      .operations = protocol::semaphore_operations_max,
                      .undo_entries = protocol::semaphore_operations_max,
                      .undo_size = 20,
                      .value = value_max,
                      .adjustment = value_max};
    if (usage) {
        out.undo_size = static_cast<int32_t>(now.used);
        out.adjustment = static_cast<int32_t>(now.amount[0]);
    }
    return put_user(buffer, out) ? now.highest : -EFAULT;
}

long query(int id, int index, protocol::sem_question question) {
    mach::rpc::exchange<protocol::sem_query> x;
    x.request() = {.id = id,
                   .index = static_cast<uint32_t>(index),
                   .question = static_cast<uint32_t>(question)};
    const kern_return_t kr = x.call(self.server);
    return kr == KERN_SUCCESS ? x.reply().value : errno_of(kr);
}

long get_all(int id, user_address values) {
    mach::rpc::exchange<protocol::sem_values> x;
    x.request().id = id;
    if (const kern_return_t kr = x.call(self.server); kr != KERN_SUCCESS) return errno_of(kr);
    const auto &found = x.reply().variable;
    return copy_to_user(values, found.items, found.count * sizeof(uint16_t)) ? 0 : -EFAULT;
}

long set_all(int id, user_address values) {
    protocol::ipc_status_reply s;
    if (const long error = ipc_status_call(kind, id, protocol::ipc_lookup::id, s); error != 0)
        return error;
    mach::rpc::exchange<protocol::sem_set_values> x;
    auto &request = x.request();
    request.id = id;
    request.index = 0;
    request.all = 1;
    request.variable.count = static_cast<uint32_t>(s.size);
    if (!copy_from_user(request.variable.items, values, s.size * sizeof(uint16_t))) return -EFAULT;
    return errno_of(x.call(self.server));
}

long set_one(int id, int index, int32_t value) {
    if (value < 0 || value > value_max) return -ERANGE;
    mach::rpc::exchange<protocol::sem_set_values> x;
    auto &request = x.request();
    request.id = id;
    request.index = static_cast<uint32_t>(index);
    request.all = 0;
    request.variable.count = 1;
    request.variable.items[0] = static_cast<uint16_t>(value);
    return errno_of(x.call(self.server));
}

}  // namespace

long sys_semget(int32_t key, int count, uint32_t flags) {
    if (count < 0) return -EINVAL;
    return ipc_get_call(kind, key, static_cast<uint64_t>(count), flags);
}

long sys_semop(int id, user_address operations, uint64_t count) {
    return operate_user(id, operations, count, 0);
}

long sys_semtimedop(int id, user_address operations, uint64_t count, user_address timeout) {
    if (timeout == 0) return operate_user(id, operations, count, 0);
    time_value wanted;
    if (!get_user(wanted, timeout)) return -EFAULT;
    if (!valid(wanted)) return -EINVAL;
    return operate_user(id, operations, count, monotonic_ns() + to_ns(wanted));
}

long sys_semctl(int id, int index, uint32_t command, uint64_t argument) {
    constexpr uint32_t get_pid = 11, get_value = 12, get_all_values = 13, get_more = 14,
                       get_zero = 15, set_value = 16, set_all_values = 17, status_of_index = 18,
                       usage_of_all = 19, status_of_any = 20;
    if (id < 0) return -EINVAL;
    switch (command) {
    case ipc_remove_command: return ipc_remove_call(kind, id);
    case ipc_set_command: {
        machine::sem_status_layout given;
        if (!get_user(given, argument)) return -EFAULT;
        return ipc_set_call(kind, id, given.permission, 0);
    }
    case ipc_status_command: return status(id, protocol::ipc_lookup::id, argument);
    case status_of_index: return status(id, protocol::ipc_lookup::index, argument);
    case status_of_any: return status(id, protocol::ipc_lookup::index_any, argument);
    case ipc_info_command: return limits(argument, false);
    case usage_of_all: return limits(argument, true);
    case get_pid: return query(id, index, protocol::sem_question::pid);
    case get_value: return query(id, index, protocol::sem_question::value);
    case get_more: return query(id, index, protocol::sem_question::waiting_for_more);
    case get_zero: return query(id, index, protocol::sem_question::waiting_for_zero);
    case get_all_values: return get_all(id, argument);
    case set_all_values: return set_all(id, argument);
    case set_value: return set_one(id, index, static_cast<int32_t>(argument));
    default: return -EINVAL;
    }
}

}  // namespace posix
