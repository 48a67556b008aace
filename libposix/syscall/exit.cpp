#include <cerrno>

#include <mach/client.hpp>
#include <mach/mach_traps.h>
#include <process.hpp>
#include <syscall/calls.hpp>
#include <table.hpp>
#include <threads.hpp>

namespace posix {

long sys_exit_group(int status) {
    release_futexes(this_thread());
    report_unimplemented();
    mach::rpc::exchange<protocol::process_exit> x;
    x.request().status = (status & 0xff) << 8;
    (void)x.send(self.server);
    // Until the server ends this task; on its own only if the server is gone.
    for (;;) task_exit_trap();
}

long sys_set_robust_list(user_address head, uint64_t size) {
    if (size != 24) return -EINVAL;
    this_thread().robust_list = head;
    return 0;
}

long sys_get_robust_list(int tid, user_address head, user_address size) {
    const thread_block &block = this_thread();
    if (tid != 0 && tid != block.tid) return -ESRCH;
    return put_user(head, block.robust_list) && put_user(size, uint64_t{24}) ? 0 : -EFAULT;
}

}  // namespace posix
