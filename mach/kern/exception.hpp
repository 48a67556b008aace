/// \file
/// Exceptions as messages: to the thread's port, else the task's, else the host's; the thread waits
/// for the reply.
#pragma once

#include <cstdint>

#include <ipc/ipc_kobject.hpp>
#include <kern/trap.hpp>
#include <mach/exception_types.h>

class thread;

/// Raises EXC_* for `self`, the current thread. The outcome is a wait, `leave` when the exception
/// has been dealt with already, or the end of the task when nobody handles it.
[[nodiscard]] trap_outcome exception_raise(thread &self, int exception, int64_t code,
                                           int64_t subcode);

/// Answers to exceptions come to a port of this kind; its object is the thread.
extern const ipc_kobject_raw exception_reply_kobject;
