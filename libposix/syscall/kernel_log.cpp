// syslog(2): reading the kernel's log.
#include <cerrno>

#include <mach/mach.h>
#include <process.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

enum action : int {
    close_log,
    open_log,
    read_next,
    read_all,
    read_clear,
    clear,
    console_off,
    console_on,
    console_level,
    unread,
    size
};

constexpr uint64_t log_size = 64 << 10;

/// The log's end, at most `room` bytes of it, without beginning in the middle of what the kernel
/// gives at a time.
long read_end(user_address buffer, uint64_t room) {
    char piece[1024];
    uint64_t end = 0;
    // First how long it is, then what fits.
    for (int pass = 0;; ++pass) {
        uint64_t offset = pass == 0 || end < room ? 0 : end - room, copied = 0;
        for (;;) {
            mach_msg_type_number_t count = sizeof piece;
            if (host_kernel_log(mach_host_self(), &offset, piece, &count) != KERN_SUCCESS)
                return -EIO;
            if (count == 0) break;
            if (pass == 1) {
                if (count > room - copied) return static_cast<long>(copied);
                if (!copy_to_user(buffer + copied, piece, count)) return -EFAULT;
                copied += count;
            }
            offset += count;
        }
        if (pass == 1) return static_cast<long>(copied);
        end = offset;
    }
}

}  // namespace

long sys_syslog(int what, user_address buffer, int room) {
    switch (what) {
    case close_log:
    case open_log:
    case clear:
    case console_off:
    case console_on:
    case console_level: return self.credentials.euid == 0 ? 0 : -EPERM;
    case size: return log_size;
    case read_all:
    case read_clear: return room < 0 ? -EINVAL : read_end(buffer, static_cast<uint64_t>(room));
    case read_next:
    case unread: return 0;
    default: return -EINVAL;
    }
}

}  // namespace posix
