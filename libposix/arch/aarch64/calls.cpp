#include <machine/table.hpp>

#include <clone.hpp>

namespace posix::machine {

long sys_clone(uint64_t flags, uint64_t stack, user_address parent_tid, uint64_t tls,
               user_address child_tid) {
    return clone({.flags = flags & ~uint64_t{0xff},
                  .exit_signal = flags & 0xff,
                  .stack_pointer = stack,
                  .thread_pointer = tls,
                  .parent_tid = parent_tid,
                  .child_tid = child_tid,
                  .pid_file = parent_tid});
}

}  // namespace posix::machine
