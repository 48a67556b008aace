#include <cerrno>

#include <call_trace.hpp>
#include <mach/client.hpp>
#include <mach/mach_traps.h>
#include <process.hpp>
#include <record_locks.hpp>
#include <syscall/calls.hpp>
#include <table.hpp>
#include <threads.hpp>

namespace posix {

long sys_exit_group(int status) {
    release_futexes(this_thread());
    report_unimplemented();
    end_process((status & 0xff) << 8);
}

void end_process(int status) {
    if (is_traced()) trace_end(status);
    give_up_all_record_locks();
    mach::rpc::exchange<protocol::process_exit> x;
    x.request().status = status;
    // The server ends this task, and there is no answer unless the server is gone. Waiting for it
    // leaves the task's times for the server to read.
    (void)x.call(self.server);
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
