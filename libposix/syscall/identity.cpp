// Who the process is: what the library knows itself, and groups and sessions, which others may
// change.
#include <cerrno>

#include <errno_of.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <syscall/calls.hpp>
#include <thread_block.hpp>

namespace posix {

namespace {

kern_return_t ids_of(int pid, protocol::process_id_reply &reply) {
    mach::rpc::exchange<protocol::process_id> x;
    x.request().pid = pid;
    const kern_return_t kr = x.call(self.server);
    if (kr == KERN_SUCCESS) reply = x.reply();
    return kr;
}

}  // namespace

long sys_getpid() { return self.pid; }
long sys_getppid() {
    const volatile protocol::posix_process_info &told = self.info;
    return told.valid_for == self.pid ? told.parent : self.forked_by;
}
long sys_gettid() { return this_thread().tid; }
long sys_getuid() { return self.credentials.ruid; }
long sys_geteuid() { return self.credentials.euid; }
long sys_getgid() { return self.credentials.rgid; }
long sys_getegid() { return self.credentials.egid; }

long sys_getpgid(int pid) {
    protocol::process_id_reply ids;
    const kern_return_t kr = ids_of(pid, ids);
    return kr == KERN_SUCCESS ? ids.process_group : errno_of(kr);
}

long sys_getsid(int pid) {
    protocol::process_id_reply ids;
    const kern_return_t kr = ids_of(pid, ids);
    return kr == KERN_SUCCESS ? ids.session : errno_of(kr);
}

long sys_setpgid(int pid, int group) {
    if (pid < 0) return -ESRCH;
    if (group < 0) return -EINVAL;
    mach::rpc::exchange<protocol::process_set_group> x;
    x.request() = {.pid = pid, .process_group = group};
    return errno_of(x.call(self.server));
}

long sys_setsid() {
    mach::rpc::exchange<protocol::process_set_session> x;
    const kern_return_t kr = x.call(self.server);
    return kr == KERN_SUCCESS ? x.reply().value : errno_of(kr);
}

}  // namespace posix
