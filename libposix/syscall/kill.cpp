#include <cerrno>
#include <csignal>

#include <errno_of.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <signal_info.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

long send(int pid, int tid, int signal, int code, uint64_t value = 0) {
    if (signal < 0 || signal > signal_max) return -EINVAL;
    mach::rpc::exchange<protocol::process_kill> x;
    x.request() = {.pid = pid,
                   .tid = tid,
                   .info = {.signal = signal,
                            .code = code,
                            .pid = self.pid,
                            .uid = self.credentials.ruid,
                            .status = 0,
                            .error = 0,
                            .value = value,
                            .timer = 0,
                            .overrun = 0}};
    return errno_of(x.call(self.server));
}

long send_queued(int pid, int tid, int signal, user_address info) {
    linux_signal_info given;
    if (!get_user(given, info)) return -EFAULT;
    // Codes of the kernel and of kill are the kernel's to give, except to oneself.
    if ((given.code >= 0 || given.code == SI_TKILL) && pid != self.pid) return -EPERM;
    return send(pid, tid, signal, given.code, given.sender.value);
}

}  // namespace

long sys_kill(int pid, int signal) { return send(pid, 0, signal, SI_USER); }
long sys_tkill(int tid, int signal) { return tid <= 0 ? -EINVAL : send(0, tid, signal, SI_TKILL); }
long sys_tgkill(int pid, int tid, int signal) {
    return pid <= 0 || tid <= 0 ? -EINVAL : send(pid, tid, signal, SI_TKILL);
}
long sys_rt_sigqueueinfo(int pid, int signal, user_address info) {
    return send_queued(pid, 0, signal, info);
}
long sys_rt_tgsigqueueinfo(int pid, int tid, int signal, user_address info) {
    return pid <= 0 || tid <= 0 ? -EINVAL : send_queued(pid, tid, signal, info);
}

}  // namespace posix
