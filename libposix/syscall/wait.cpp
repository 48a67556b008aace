#include <cerrno>
#include <csignal>

#include <sys/resource.h>
#include <sys/wait.h>

#include <call.hpp>
#include <clock.hpp>
#include <errno_of.hpp>
#include <open_flags.hpp>
#include <signal_info.hpp>
#include <syscall/calls.hpp>
#include <syscall/pid_file.hpp>
#include <protocol/pid_file.hpp>

namespace posix {

namespace {

constexpr uint32_t thread_options =
    0x20000000 | 0x40000000 | 0x80000000;  // __WNOTHREAD, __WALL, __WCLONE

/// \return 0, -errno or a restart code.
long wait_call(uint32_t type, int id, uint32_t options, protocol::process_wait_reply &reply) {
    mach::rpc::exchange<protocol::process_wait> x;
    const uint32_t cookie = next_cookie();
    x.request() = {.id_type = type, .id = id, .options = options, .cookie = cookie};
    const kern_return_t kr =
        call_interruptibly<protocol::process_interrupt>(x, self.server, cookie);
    if (kr == KERN_SUCCESS) reply = x.reply();
    const long error = errno_of(kr);
    return error == -EINTR ? restart_always : error;
}

bool store_usage(user_address to, const protocol::process_wait_reply &reply) {
    if (to == 0) return true;
    struct rusage out{};
    const time_value user = from_ns(reply.user_time_ns), system = from_ns(reply.system_time_ns);
    out.ru_utime = {.tv_sec = user.seconds, .tv_usec = user.nanoseconds / 1000};
    out.ru_stime = {.tv_sec = system.seconds, .tv_usec = system.nanoseconds / 1000};
    return copy_to_user(to, &out, 144);
}

/// siginfo of a child's status.
protocol::signal_info describe(const protocol::process_wait_reply &reply) {
    protocol::signal_info info{};
    if (reply.pid == 0) return info;
    const int status = reply.status;
    info.signal = SIGCHLD;
    info.pid = reply.pid;
    info.uid = reply.uid;
    if (WIFEXITED(status)) {
        info.code = CLD_EXITED;
        info.status = WEXITSTATUS(status);
    } else if (WIFSTOPPED(status)) {
        info.code = CLD_STOPPED;
        info.status = WSTOPSIG(status);
    } else if (WIFCONTINUED(status)) {
        info.code = CLD_CONTINUED;
        info.status = SIGCONT;
    } else {
        info.code = (status & 0x80) != 0 ? CLD_DUMPED : CLD_KILLED;
        info.status = WTERMSIG(status);
    }
    return info;
}

}  // namespace

long sys_wait4(int pid, user_address status, uint32_t options, user_address usage) {
    if ((options & ~(WNOHANG | WUNTRACED | WCONTINUED | thread_options)) != 0) return -EINVAL;
    if (pid == INT32_MIN) return -ESRCH;
    const uint32_t type = pid == -1 ? P_ALL : pid > 0 ? P_PID : P_PGID;
    protocol::process_wait_reply reply;
    const long error = wait_call(type, pid > 0 ? pid : -pid, options | WEXITED, reply);
    if (error != 0) return error;
    if (reply.pid != 0 && status != 0 && !put_user(status, reply.status)) return -EFAULT;
    return store_usage(usage, reply) ? reply.pid : -EFAULT;
}

long sys_waitid(uint32_t type, int id, user_address info, uint32_t options, user_address usage) {
    constexpr uint32_t states = WEXITED | WSTOPPED | WCONTINUED;
    if ((options & ~(WNOHANG | WNOWAIT | states | thread_options)) != 0 || (options & states) == 0)
        return -EINVAL;
    constexpr uint32_t by_file = 3;  // P_PIDFD
    bool no_wait = false;
    if (type == by_file) {
        if (id < 0) return -EINVAL;
        protocol::pid_file_pid_reply found;
        if (const long error = pid_of_file(id, found); error != 0) return error;
        if (found.pid <= 0) return -ECHILD;
        // A file that is not to wait makes this call say so, unless the caller asked for that.
        no_wait = (found.flags & open_nonblock) != 0 && (options & WNOHANG) == 0;
        if (no_wait) options |= WNOHANG;
        type = P_PID;
        id = found.pid;
    }
    if (type > P_PGID || (type == P_PID && id <= 0) || (type == P_PGID && id < 0)) return -EINVAL;
    protocol::process_wait_reply reply;
    if (const long error = wait_call(type, id, options, reply); error != 0) return error;
    if (no_wait && reply.pid == 0) return -EAGAIN;
    if (info != 0 && !put_user(info, to_linux(describe(reply)))) return -EFAULT;
    return store_usage(usage, reply) ? 0 : -EFAULT;
}

}  // namespace posix
