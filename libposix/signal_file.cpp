#include <signal_file.hpp>

#include <cerrno>
#include <csignal>

#include <call.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <lock.hpp>
#include <open_flags.hpp>
#include <poll.hpp>
#include <protocol/event.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>
#include <syscall/event_calls.hpp>

namespace posix {

namespace {

struct signal_file {
    mach_port_name_t port;  ///< null: free
    bool readable;          ///< the counter is above zero
    signal_set mask;
};

constexpr int files_max = 64;

struct {
    lock mutex;
    int used;  ///< one more than the last that was ever used
    signal_file files[files_max];
} table;

/// \pre the table is locked.
signal_file *find(mach_port_name_t port) {
    for (int i = 0; i < table.used; ++i)
        if (table.files[i].port == port) return &table.files[i];
    return nullptr;
}

signal_set mask_of(mach_port_name_t port) {
    locked hold(table.mutex);
    const signal_file *file = find(port);
    return file != nullptr ? file->mask : 0;
}

void add_one(mach_port_name_t port) {
    constexpr uint64_t one = 1;
    mach::rpc::exchange<protocol::io_write> x;
    x.request().offset = protocol::io_at_position;
    x.request().cookie = next_cookie();
    x.request().variable.count = sizeof one;
    memcpy(x.request().variable.items, &one, sizeof one);
    (void)x.call(port);
}

/// Makes the counter zero; does not wait if it is, as when another process has been quicker.
void empty(mach_port_name_t port) {
    const uint32_t cookie = next_cookie();
    mach::rpc::exchange<protocol::io_read> x;
    x.request() = {.offset = protocol::io_at_position, .count = 8, .cookie = cookie};
    if (x.call(port, {.option = MACH_RCV_TIMEOUT}) != MACH_RCV_TIMED_OUT) return;
    detail::send_interrupt<protocol::io_interrupt>(port, cookie);
    (void)x.await();
}

/// Not readable any more, if nothing of its mask is pending.
void settle(mach_port_name_t port) {
    const signal_set pending = pending_signals();
    {
        locked hold(table.mutex);
        signal_file *file = find(port);
        if (file == nullptr || !file->readable || (file->mask & pending) != 0) return;
        file->readable = false;
    }
    empty(port);
    // What came in between has found it readable, and said nothing.
    note_signal_files(pending_signals());
}

/// Linux's struct signalfd_siginfo.
struct file_record {
    uint32_t signal;
    int32_t error, code;
    uint32_t pid, uid;
    int32_t fd;
    uint32_t timer, band, overrun, trap;
    int32_t status, integer;
    uint64_t pointer, user_time, system_time, address;
    uint8_t padding[48];
};
static_assert(sizeof(file_record) == 128);

file_record to_record(const protocol::signal_info &info) {
    file_record out{};
    out.signal = static_cast<uint32_t>(info.signal);
    out.code = info.code;
    if (info.code == SI_TIMER) {
        out.timer = static_cast<uint32_t>(info.timer);
        out.overrun = static_cast<uint32_t>(info.overrun);
    } else if (info.code > 0 && info.code != SI_KERNEL && info.signal != SIGCHLD) {
        out.fd = info.status;
        out.band = static_cast<uint32_t>(info.value);
    } else {
        out.pid = static_cast<uint32_t>(info.pid);
        out.uid = info.uid;
    }
    if (info.signal == SIGCHLD && info.code > 0) out.status = info.status;
    if (info.code == SI_TIMER || info.code == SI_QUEUE) {
        out.pointer = info.value;
        out.integer = static_cast<int32_t>(info.value);
    }
    return out;
}

bool waits(mach_port_name_t port) {
    mach::rpc::exchange<protocol::io_flags> x;
    x.request() = {.flags = 0, .mask = 0};
    return x.call(port) != KERN_SUCCESS || (x.reply().flags & open_nonblock) == 0;
}

/// Takes one signal, or waits for it. \return 0, -EAGAIN, a restart code.
long take(mach_port_name_t port, signal_set mask, bool wait, protocol::signal_info &info) {
    thread_block &block = this_thread();
    for (;;) {
        // Cleared before asking: what comes after the answer sets it again.
        block.head.kernel.interrupt_pending = 0;
        if (take_one(mask, info)) return 0;
        if (signals_known_pending() && take_signals()) return restart_always;
        if (!wait || !waits(port)) return -EAGAIN;
        (void)wait_for_signal(no_deadline);
    }
}

long change(int fd, signal_set mask) {
    const mach_port_name_t port = descriptors.port(fd);
    if (port == MACH_PORT_NULL) return -EBADF;
    locked hold(table.mutex);
    signal_file *file = find(port);
    if (file == nullptr) return -EINVAL;
    file->mask = mask;
    return fd;
}

long enter(int fd, signal_set mask) {
    locked hold(table.mutex);
    signal_file *file = find(MACH_PORT_NULL);
    if (file == nullptr && table.used < files_max) file = &table.files[table.used++];
    if (file == nullptr) return -ENFILE;
    *file = {.port = descriptors.port(fd), .readable = false, .mask = mask};
    return fd;
}

}  // namespace

bool is_signal_file(mach_port_name_t port) {
    if (__atomic_load_n(&table.used, __ATOMIC_RELAXED) == 0) return false;
    locked hold(table.mutex);
    return find(port) != nullptr;
}

long read_signal_file(mach_port_name_t port, user_address buffer, uint64_t size) {
    const uint64_t room = size / sizeof(file_record);
    if (room == 0) return -EINVAL;
    thread_block &block = this_thread();
    const signal_set mask = mask_of(port);
    block.waited_for = mask;
    uint64_t count = 0;
    long error = 0;
    for (; count < room && error == 0; ++count) {
        protocol::signal_info info;
        error = take(port, mask, count == 0, info);
        if (error != 0) break;
        if (!put_user(buffer + count * sizeof(file_record), to_record(info))) error = -EFAULT;
    }
    block.waited_for = 0;
    settle(port);
    return count != 0 && error != -EFAULT ? static_cast<long>(count * sizeof(file_record)) : error;
}

void note_signal_files(uint64_t pending) {
    if (pending == 0 || __atomic_load_n(&table.used, __ATOMIC_RELAXED) == 0) return;
    for (int i = 0; i < files_max; ++i) {
        mach_port_name_t told = MACH_PORT_NULL;
        {
            locked hold(table.mutex);
            if (i >= table.used) return;
            signal_file &file = table.files[i];
            if (file.port != MACH_PORT_NULL && !file.readable && (file.mask & pending) != 0) {
                file.readable = true;
                told = file.port;
            }
        }
        if (told != MACH_PORT_NULL) add_one(told);
    }
}

void forget_signal_file(mach_port_name_t port) {
    if (port == MACH_PORT_NULL || __atomic_load_n(&table.used, __ATOMIC_RELAXED) == 0) return;
    locked hold(table.mutex);
    if (signal_file *file = find(port); file != nullptr) *file = {};
}

void forget_signal_readiness() {
    // Most processes have none, and the page need not be copied.
    if (table.used == 0) return;
    table.mutex.reset();
    for (int i = 0; i < table.used; ++i) table.files[i].readable = false;
}

long sys_signalfd4(int fd, user_address mask, uint64_t mask_size, uint32_t flags) {
    constexpr uint32_t close_on_exec = 02000000;
    signal_set wanted;
    if (mask_size != sizeof wanted || (flags & ~(open_nonblock | close_on_exec)) != 0)
        return -EINVAL;
    if (!get_user(wanted, mask)) return -EFAULT;
    wanted &= ~never_blocked;
    long result;
    if (fd != -1) {
        result = change(fd, wanted);
        if (result >= 0) settle(descriptors.port(fd));
    } else {
        const long made = sys_eventfd2(0, flags);
        if (made < 0) return made;
        result = enter(static_cast<int>(made), wanted);
        if (result < 0) (void)sys_close(static_cast<int>(made));
    }
    if (result >= 0) note_signal_files(pending_signals());
    return result;
}

}  // namespace posix
