/// \file
/// The one send right that a usual message may carry, in a port descriptor in front of its body.
/// The body is in the processor's spare buffer all the while.
#pragma once

#include <ipc/ipc_kmsg.hpp>
#include <ipc/ipc_port.hpp>
#include <ipc/ipc_space.hpp>

/// Is the complex message of `size` bytes in the buffer of this kind, with a right that `space` has
/// and can send without further ado?
[[nodiscard, clang::preserve_most]] bool mach_msg_right_usual(ipc_kmsg &kmsg, mach_msg_size_t size,
                                                              ipc_space &space)
    REQUIRES(space.lock);
/// Takes the right out of the space, so that the descriptor has the kernel's form; this cannot
/// fail.
/// \pre mach_msg_right_usual, and `space` has been locked since; no port is.
[[clang::preserve_most]] void mach_msg_right_copyin(ipc_kmsg &kmsg, ipc_space &space)
    REQUIRES(space.lock);
/// Makes names of the right and of `reply`, a send-once right or null, in the receiver's space, so
/// that the descriptor has the user's form. \return false when that takes the general path's
/// thoroughness; nothing has been done then.
[[nodiscard, clang::preserve_most]] bool mach_msg_right_copyout(ipc_kmsg &kmsg, ipc_space &space,
                                                                ipc_port *reply,
                                                                mach_port_name_t &reply_name)
    EXCLUDES(space.lock);
