/// \file
/// clone: a new process or a new thread.
#pragma once

#include <cstdint>

#include <sched.h>

#include <user_copy.hpp>

namespace posix {

struct clone_arguments {
    uint64_t flags;  ///< CLONE_*, without the exit signal
    uint64_t exit_signal;
    uint64_t stack_pointer;   ///< 0: the caller's
    uint64_t thread_pointer;  ///< with CLONE_SETTLS
    user_address parent_tid, child_tid;
    user_address pid_file = 0;  ///< with CLONE_PIDFD: where its descriptor goes
};

/// \return the child's id, in the child 0; -errno.
long clone(const clone_arguments &arguments);
/// A thread that shares everything with the caller.
long create_thread(const clone_arguments &arguments);
/// A process with a copy of the caller's memory. With CLONE_VFORK the caller waits until it has
/// executed a program or ended; with CLONE_VM too it gets a copy: what it changes in memory its
/// parent does not see.
long fork_process(const clone_arguments &arguments);

}  // namespace posix
