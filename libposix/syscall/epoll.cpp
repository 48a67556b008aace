// epoll. The set knows which descriptors may be ready (protocol/event.hpp); whether one is, its
// file is asked here.
#include <cerrno>

#include <poll.h>
#include <sys/stat.h>

#include <call.hpp>
#include <clock.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <machine/epoll_event.hpp>
#include <poll.hpp>
#include <process.hpp>
#include <protocol/event.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>
#include <syscall/event_calls.hpp>
#include <wait_mask.hpp>
#include <watched.hpp>

namespace posix {

namespace {

constexpr uint32_t close_on_exec = 02000000;
constexpr uint32_t add = protocol::event_operation_add, remove = protocol::event_operation_remove;
constexpr uint32_t poll_bits =
    POLLIN | POLLPRI | POLLOUT | POLLRDNORM | POLLRDBAND | POLLWRNORM | POLLWRBAND | POLLRDHUP;

/// A regular file or directory is always ready, as /dev/null, /dev/zero and /dev/full are, and
/// Linux refuses to watch it.
bool always_ready(const descriptor &file) {
    if (S_ISREG(file.mode) || S_ISDIR(file.mode)) return true;
    constexpr uint64_t memory = 1 << 8, null = 3, zero = 5, full = 7;
    mach::rpc::exchange<protocol::io_stat> x;
    if (!S_ISCHR(file.mode) || x.call(file.port) != KERN_SUCCESS) return false;
    const uint64_t device = x.reply().attributes.special_device;
    return device == (memory | null) || device == (memory | zero) || device == (memory | full);
}

kern_return_t tell(mach_port_t set, const protocol::event_change_request &change) {
    mach::rpc::exchange<protocol::event_change> x;
    x.request() = change;
    return x.call(set);
}

/// With the file, since the set is to see whether it is one, too.
kern_return_t add_to(mach_port_t set, mach_port_t file,
                     const protocol::event_change_request &change) {
    mach::rpc::exchange<protocol::event_add> x;
    x.request() = {.file = mach::rpc::port_descriptor(file, MACH_MSG_TYPE_COPY_SEND),
                   .change = change};
    return x.call(set);
}

/// Asks the file of an entry, which keeps the right when it is to tell. \return what is ready.
uint32_t ask(const protocol::event_entry &entry, mach_port_t notify) {
    const descriptor file = descriptors.get(static_cast<int>(entry.key));
    mach::rpc::exchange<protocol::io_poll> x;
    const uint32_t edge = (entry.events & protocol::event_edge) != 0 ? protocol::io_poll_edge : 0;
    x.request() = {.notify = mach::rpc::port_descriptor(notify, MACH_MSG_TYPE_MOVE_SEND_ONCE),
                   .events = (entry.events & poll_bits) | edge,
                   .cookie = entry.cookie};
    if (file.port == MACH_PORT_NULL) {
        (void)mach_port_deallocate(mach_task_self(), notify);
        return 0;
    }
    const kern_return_t kr = x.call(file.port);
    if (kr != KERN_SUCCESS) {
        mach_port_type_t type = 0;
        if (mach_port_type(mach_task_self(), notify, &type) == KERN_SUCCESS)
            (void)mach_port_deallocate(mach_task_self(), notify);
        return POLLERR | POLLHUP;
    }
    return x.reply().ready & ((entry.events & poll_bits) | POLLERR | POLLHUP);
}

/// Of what the set names as perhaps ready, that which is, in the application's array.
/// \return how many, or -EFAULT.
long check(mach_port_t set, const protocol::event_wait_reply &found, user_address events) {
    const auto &entries = found.variable;
    const auto *rights = reinterpret_cast<const mach_port_t *>(found.notify.address);
    mach::rpc::exchange<protocol::event_again> again;
    auto &look_again = again.request().variable;
    look_again.count = 0;
    long count = 0;
    bool failed = false;
    for (uint32_t i = 0; i < entries.count && i < found.notify.count; ++i) {
        const protocol::event_entry &entry = entries.items[i];
        const uint32_t ready = ask(entry, rights[i]);
        if (ready == 0) continue;
        if ((entry.events & protocol::event_edge) == 0 ||
            (entry.events & protocol::event_once) != 0)
            look_again.items[look_again.count++] = entry.cookie;
        const machine::epoll_event event{ready, entry.data};
        failed |= !put_user(events + static_cast<uint64_t>(count) * sizeof event, event);
        ++count;
    }
    if (found.notify.count != 0)
        (void)mach_vm_deallocate(mach_task_self(), found.notify.address,
                                 found.notify.count * sizeof(mach_port_t));
    if (look_again.count != 0) (void)again.send(set);
    return failed ? -EFAULT : count;
}

/// Waits for the set to name something. KERN_SUCCESS; EAGAIN: the time is over; EINTR.
kern_return_t wait_for_set(mach::rpc::exchange<protocol::event_wait> &x, mach_port_t set,
                           uint64_t deadline_ns) {
    const uint32_t cookie = x.request().cookie;
    bool sent = false, told = x.request().no_wait != 0;  // those have their answer at once
    kern_return_t kr;
    do {
        mach::rpc::call_options options{.option = MACH_RCV_INTERRUPT};
        if (told) {
            options.option = 0;
        } else if (const auto option = interruptible_receive(); option != MACH_RCV_INTERRUPT) {
            options.option = option;
        } else if (deadline_ns != no_deadline) {
            const uint64_t now = monotonic_ns();
            const uint64_t left = now < deadline_ns ? (deadline_ns - now + 999'999) / 1'000'000 : 0;
            options.option |= MACH_RCV_TIMEOUT;
            options.timeout = left < 0x7fffffff ? static_cast<uint32_t>(left) : 0x7fffffff;
        }
        kr = sent ? x.await(options) : x.call(set, options);
        sent = true;
        const bool over = kr == MACH_RCV_TIMED_OUT && monotonic_ns() >= deadline_ns;
        if (over || (!told && (kr == MACH_RCV_INTERRUPTED || kr == MACH_RCV_TIMED_OUT) &&
                     signal_arrived())) {
            detail::send_interrupt<protocol::io_interrupt>(set, cookie);
            told = true;
        }
    } while (kr == MACH_RCV_TIMED_OUT || kr == MACH_RCV_INTERRUPTED);
    return kr;
}

long wait_in(mach_port_t set, user_address events, int count, uint64_t deadline_ns) {
    bool looked = false;
    for (;;) {
        mach::rpc::exchange<protocol::event_wait> x;
        const auto room = static_cast<uint32_t>(count);
        // With a signal on its way the set is only looked at: what is ready comes before EINTR.
        const bool looks = deadline_ns == 0 || this_thread().head.kernel.interrupt_pending != 0;
        x.request() = {
            .count = room < protocol::event_entries_max ? room : protocol::event_entries_max,
            .cookie = next_cookie(),
            .no_wait = looks};
        const kern_return_t kr = wait_for_set(x, set, deadline_ns);
        if (kr != KERN_SUCCESS) {
            const long error = errno_of(kr);
            if (error == -EAGAIN && looks && signal_arrived()) return -EINTR;
            if (error == -EAGAIN && looks && deadline_ns != 0) continue;
            // A right that this thread gave up just now (close) reaches its server as a message of
            // its own, and what follows from that the set behind this question: once more.
            if (error == -EAGAIN && looks && !looked) {
                looked = true;
                continue;
            }
            if (error == -EAGAIN) return 0;
            if (error == -EOPNOTSUPP) return -EINVAL;  // no set
            if (error != -EINTR) return error;
            return this_thread().taken.signal != 0 ? -EINTR : 0;
        }
        const long ready = check(set, x.reply(), events);
        if (ready != 0) return ready;
        if (deadline_ns != no_deadline && deadline_ns != 0 && monotonic_ns() >= deadline_ns)
            return 0;
    }
}

long wait_for(int fd, user_address events, int count, uint64_t deadline_ns, user_address mask,
              uint64_t mask_size) {
    if (count <= 0) return -EINVAL;
    const mach_port_t set = descriptors.port(fd);
    if (set == MACH_PORT_NULL) return -EBADF;
    if (mask != 0)
        if (const long error = apply_wait_mask(mask, mask_size); error != 0) return error;
    const long result = wait_in(set, events, count, deadline_ns);
    return end_wait_mask(result == -EINTR ? restart_no_handler : result);
}

}  // namespace

long sys_epoll_create1(uint32_t flags) {
    if ((flags & ~close_on_exec) != 0) return -EINVAL;
    mach::rpc::exchange<protocol::event_create> x;
    x.request() = {.kind = protocol::event_set, .flags = 0, .value = 0};
    if (const kern_return_t kr = x.call(self.file_service); kr != KERN_SUCCESS) return errno_of(kr);
    const mach_port_t port = x.reply().event.name;
    const int fd = descriptors.insert(port, 0600, flags != 0, 0, open_file_limit());
    if (fd < 0)
        (void)mach_port_deallocate(mach_task_self(), port);
    else
        note_set(fd);
    return fd;
}

long sys_epoll_ctl(int set, uint32_t operation, int fd, user_address event) {
    machine::epoll_event wanted{};
    if (operation != remove && !get_user(wanted, event)) return -EFAULT;
    const mach_port_t port = descriptors.port(set);
    const descriptor file = descriptors.get(fd);
    if (port == MACH_PORT_NULL || file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if (operation == add && always_ready(file)) return -EPERM;
    if (set == fd || port == file.port) return -EINVAL;
    if (operation == add) note_watched(fd);
    const protocol::event_change_request change = {.operation = operation,
                                                   .key = static_cast<uint32_t>(fd),
                                                   .events = wanted.events,
                                                   .data = wanted.data};
    const bool may_be_set = operation == add && (file.mode & S_IFMT) == 0;
    const long error = errno_of(may_be_set ? add_to(port, file.port, change) : tell(port, change));
    return error == -EOPNOTSUPP ? -EINVAL : error;
}

long sys_epoll_pwait(int set, user_address events, int count, int milliseconds, user_address mask,
                     uint64_t mask_size) {
    const uint64_t deadline =
        milliseconds < 0    ? no_deadline
        : milliseconds == 0 ? 0
                            : monotonic_ns() + static_cast<uint64_t>(milliseconds) * 1'000'000;
    return wait_for(set, events, count, deadline, mask, mask_size);
}

long sys_epoll_pwait2(int set, user_address events, int count, user_address timeout,
                      user_address mask, uint64_t mask_size) {
    uint64_t deadline;
    if (const long error = load_deadline(timeout, deadline); error != 0) return error;
    return wait_for(set, events, count, deadline, mask, mask_size);
}

}  // namespace posix
