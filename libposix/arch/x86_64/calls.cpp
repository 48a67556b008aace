#include <machine/table.hpp>

#include <cerrno>
#include <csignal>
#include <ctime>

#include <fcntl.h>
#include <sched.h>
#include <sys/time.h>

#include <clock.hpp>
#include <clone.hpp>
#include <errno_of.hpp>
#include <file_time.hpp>
#include <mach/mach_traps.h>
#include <poll.hpp>
#include <process.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>
#include <syscall/event_calls.hpp>
#include <syscall/notify_calls.hpp>
#include <timers.hpp>

namespace posix::machine {

namespace {
constexpr uint32_t set_fs = 0x1002, get_fs = 0x1003;
}

long sys_clone(uint64_t flags, uint64_t stack, user_address parent_tid, user_address child_tid,
               uint64_t tls) {
    return clone({.flags = flags & ~uint64_t{0xff},
                  .exit_signal = flags & 0xff,
                  .stack_pointer = stack,
                  .thread_pointer = tls,
                  .parent_tid = parent_tid,
                  .child_tid = child_tid,
                  .pid_file = parent_tid});
}
long sys_fork() { return sys_clone(SIGCHLD, 0, 0, 0, 0); }
long sys_vfork() { return sys_clone(CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0); }

long sys_arch_prctl(uint32_t code, uint64_t address) {
    thread_block &block = this_thread();
    switch (code) {
    case set_fs:
        if (address >= protocol::posix_area_begin) return -EPERM;
        block.thread_pointer = address;
        (void)set_thread_tls_trap(address);
        return 0;
    case get_fs: return put_user(address, block.thread_pointer) ? 0 : -EFAULT;
    default: return -EINVAL;
    }
}

long sys_open(user_address path, uint32_t flags, uint32_t mode) {
    return sys_openat(AT_FDCWD, path, flags, mode);
}
long sys_creat(user_address path, uint32_t mode) {
    return sys_openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
long sys_stat(user_address path, user_address buffer) {
    return sys_newfstatat(AT_FDCWD, path, buffer, 0);
}
long sys_lstat(user_address path, user_address buffer) {
    return sys_newfstatat(AT_FDCWD, path, buffer, AT_SYMLINK_NOFOLLOW);
}
long sys_access(user_address path, uint32_t mode) { return sys_faccessat(AT_FDCWD, path, mode); }
long sys_pipe(user_address pair) { return sys_pipe2(pair, 0); }
long sys_dup2(int from, int to) { return posix::sys_dup2(from, to); }

long sys_poll(user_address entries, uint32_t count, int milliseconds) {
    const uint64_t deadline =
        milliseconds < 0 ? no_deadline
                         : monotonic_ns() + static_cast<uint64_t>(milliseconds) * 1'000'000;
    return poll_user(entries, count, milliseconds == 0 ? 0 : deadline, true);
}

long sys_select(int count, user_address read, user_address write, user_address except,
                user_address timeout) {
    timeval limit;
    if (timeout == 0) return select_user(count, read, write, except, no_deadline);
    if (!get_user(limit, timeout)) return -EFAULT;
    if (limit.tv_sec < 0 || limit.tv_usec < 0) return -EINVAL;
    const uint64_t ns = to_ns({limit.tv_sec, limit.tv_usec * 1000});
    const uint64_t deadline = ns == 0 ? 0 : monotonic_ns() + ns;
    const long result = select_user(count, read, write, except, deadline);
    const uint64_t now = monotonic_ns();
    const time_value left = from_ns(now < deadline ? deadline - now : 0);
    (void)put_user(timeout, timeval{.tv_sec = left.seconds, .tv_usec = left.nanoseconds / 1000});
    return result;
}

long sys_mkdir(user_address path, uint32_t mode) { return sys_mkdirat(AT_FDCWD, path, mode); }
long sys_mknod(user_address path, uint32_t mode, uint64_t device) {
    return sys_mknodat(AT_FDCWD, path, mode, device);
}
long sys_rmdir(user_address path) { return sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
long sys_unlink(user_address path) { return sys_unlinkat(AT_FDCWD, path, 0); }
long sys_rename(user_address old_path, user_address new_path) {
    return sys_renameat2(AT_FDCWD, old_path, AT_FDCWD, new_path, 0);
}
long sys_link(user_address old_path, user_address new_path) {
    return sys_linkat(AT_FDCWD, old_path, AT_FDCWD, new_path, 0);
}
long sys_symlink(user_address contents, user_address path) {
    return sys_symlinkat(contents, AT_FDCWD, path);
}
long sys_readlink(user_address path, user_address buffer, int size) {
    return sys_readlinkat(AT_FDCWD, path, buffer, size);
}
long sys_chmod(user_address path, uint32_t mode) { return sys_fchmodat(AT_FDCWD, path, mode); }
long sys_chown(user_address path, uint32_t uid, uint32_t gid) {
    return sys_fchownat(AT_FDCWD, path, uid, gid, 0);
}
long sys_lchown(user_address path, uint32_t uid, uint32_t gid) {
    return sys_fchownat(AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
}

long sys_utime(user_address path, user_address times) {
    int64_t seconds[2];
    if (times == 0) return set_file_times(AT_FDCWD, path, nullptr, 0);
    if (!get_user(seconds, times)) return -EFAULT;
    const time_value values[]{{seconds[0], 0}, {seconds[1], 0}};
    return set_file_times(AT_FDCWD, path, values, 0);
}
long sys_utimes(user_address path, user_address times) {
    return sys_futimesat(AT_FDCWD, path, times);
}
long sys_futimesat(int directory, user_address path, user_address times) {
    timeval given[2];
    if (times == 0) return set_file_times(directory, path, nullptr, 0);
    if (!get_user(given, times)) return -EFAULT;
    const time_value values[]{{given[0].tv_sec, given[0].tv_usec * 1000},
                              {given[1].tv_sec, given[1].tv_usec * 1000}};
    return set_file_times(directory, path, values, 0);
}

long sys_getpgrp() { return sys_getpgid(0); }
long sys_alarm(uint32_t seconds) {
    const uint64_t left = set_alarm(seconds * ns_per_second, 0).value_ns;
    return static_cast<long>((left + ns_per_second - 1) / ns_per_second);
}
long sys_pause() {
    (void)wait_for_signal(no_deadline);
    return restart_no_handler;
}
long sys_time(user_address time) {
    const int64_t now = realtime_ns() / static_cast<int64_t>(ns_per_second);
    if (time != 0 && !put_user(time, now)) return -EFAULT;
    return now;
}

long sys_epoll_create(int size) { return size > 0 ? sys_epoll_create1(0) : -EINVAL; }
long sys_epoll_wait(int set, user_address events, int count, int milliseconds) {
    return sys_epoll_pwait(set, events, count, milliseconds, 0, 0);
}
long sys_inotify_init() { return sys_inotify_init1(0); }
long sys_eventfd(uint32_t value) { return sys_eventfd2(value, 0); }
long sys_signalfd(int fd, user_address mask, uint64_t mask_size) {
    return sys_signalfd4(fd, mask, mask_size, 0);
}

}  // namespace posix::machine
