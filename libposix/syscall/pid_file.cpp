// pidfd: a port of the process server's that stands for a process.
#include <syscall/pid_file.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string_view>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <mach/client.hpp>
#include <protocol/io.hpp>
#include <protocol/pid_file.hpp>
#include <open_flags.hpp>
#include <process.hpp>
#include <signal_info.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

/// The process whose folder of /proc is open there, which does for a signal; -1: none.
int32_t process_of_folder(mach_port_t port) {
    constexpr std::string_view proc = "/proc/";
    mach::rpc::exchange<protocol::io_path> x;
    if (x.call(port) != KERN_SUCCESS) return -1;
    const std::string_view path(x.reply().variable.items, x.reply().variable.count);
    const std::string_view name = path.substr(std::min(path.size(), proc.size()));
    constexpr std::size_t digits_max = 9;
    if (!path.starts_with(proc) || name.empty() || name.size() > digits_max) return -1;
    int32_t pid = 0;
    for (const char c : name) {
        if (c < '0' || c > '9') return -1;
        pid = pid * 10 + (c - '0');
    }
    return pid;
}

/// Any other file answers that it does not know the question.
long answer_of(kern_return_t result) { return result == MIG_BAD_ID ? -EBADF : errno_of(result); }

long signal_folder(mach_port_t port, int signal, user_address info) {
    const int32_t pid = process_of_folder(port);
    if (pid < 0) return -EBADF;
    return info == 0 ? sys_kill(pid, signal) : sys_rt_sigqueueinfo(pid, signal, info);
}

}  // namespace

long make_pid_file(int32_t pid, uint32_t flags, uint32_t &id) {
    mach::rpc::exchange<protocol::process_pid_open> x;
    x.request() = {.pid = pid, .flags = flags};
    if (const kern_return_t kr = x.call(self.server); kr != KERN_SUCCESS) return errno_of(kr);
    const mach_port_t port = x.reply().file.name;
    id = x.reply().id;
    const int fd = descriptors.insert(port, 0600, true, 0, open_file_limit());
    if (fd < 0) (void)mach_port_deallocate(mach_task_self(), port);
    return fd;
}

long pid_of_file(int fd, protocol::pid_file_pid_reply &found) {
    const mach_port_t port = descriptors.port(fd);
    if (port == MACH_PORT_NULL) return -EBADF;
    mach::rpc::exchange<protocol::pid_file_pid> x;
    if (const kern_return_t kr = x.call(port); kr != KERN_SUCCESS) return answer_of(kr);
    found = x.reply();
    return 0;
}

long sys_pidfd_open(int pid, uint32_t flags) {
    if ((flags & ~open_nonblock) != 0 || pid <= 0) return -EINVAL;
    uint32_t id;
    return make_pid_file(pid, flags, id);
}

long sys_pidfd_getfd(int fd, int target, uint32_t flags) {
    if (flags != 0) return -EINVAL;
    const mach_port_t port = descriptors.port(fd);
    if (port == MACH_PORT_NULL) return -EBADF;
    mach::rpc::exchange<protocol::pid_file_right> x;
    x.request().descriptor = target;
    if (const kern_return_t kr = x.call(port); kr != KERN_SUCCESS) return answer_of(kr);
    const mach_port_t right = x.reply().file.name;
    mach::rpc::exchange<protocol::io_stat> of;
    const uint32_t mode = of.call(right) == KERN_SUCCESS ? of.reply().attributes.mode : 0;
    const int made = descriptors.insert(right, mode, true, 0, open_file_limit());
    if (made < 0) (void)mach_port_deallocate(mach_task_self(), right);
    return made;
}

long sys_pidfd_send_signal(int fd, int signal, user_address info, uint32_t flags) {
    if (flags != 0) return -EINVAL;
    const mach_port_t port = descriptors.port(fd);
    if (port == MACH_PORT_NULL) return -EBADF;
    mach::rpc::exchange<protocol::pid_file_signal> x;
    protocol::signal_info &out = x.request().info;
    out = {};
    out.signal = signal;
    out.code = SI_USER;
    if (info != 0) {
        linux_signal_info given;
        if (!get_user(given, info)) return -EFAULT;
        if (given.signal != signal) return -EINVAL;
        protocol::pid_file_pid_reply of;
        const long error = pid_of_file(fd, of);
        if (error == -EBADF) return signal_folder(port, signal, info);
        if (error != 0) return error;
        // Codes of the kernel and of kill are the kernel's to give, except to oneself.
        if ((given.code >= 0 || given.code == SI_TKILL) && of.pid != self.pid) return -EPERM;
        out.code = given.code;
        out.value = given.sender.value;
    }
    const long result = answer_of(x.call(port));
    return result == -EBADF ? signal_folder(port, signal, info) : result;
}

}  // namespace posix
