/// \file
/// From the kernel's message to the receiver's: rights become names.
#pragma once

#include <ipc/ipc_kmsg.hpp>

class ipc_space;
class vm_map;

/// Puts the rights and memory of a message that a receiver has taken into its task; the message
/// holds names afterwards. MACH_RCV_HEADER_ERROR: the reply right found no place; only the header
/// is to be delivered, the rest has been destroyed. MACH_RCV_BODY_ERROR: descriptors that found no
/// place are null. Both with MACH_MSG_IPC_* and MACH_MSG_VM_* bits.
[[nodiscard]] mach_msg_return_t ipc_kmsg_copyout(ipc_kmsg &kmsg, ipc_space &space, vm_map &map);
/// For a message that the receiver's buffer is too small for: destroys all but the header, which
/// tells the whole size.
void ipc_kmsg_copyout_header_only(ipc_kmsg &kmsg);
/// Pseudo-receive: gives a message that could not be sent back to its sender. The destination and
/// reply rights keep their places in the header. \return MACH_MSG_IPC_* and MACH_MSG_VM_* bits of
/// what found no place.
[[nodiscard]] mach_msg_return_t ipc_kmsg_copyout_pseudo(ipc_kmsg &kmsg, ipc_space &space,
                                                        vm_map &map);
/// Writes the trailer that `option` asks for behind the message. \return its size
mach_msg_size_t ipc_kmsg_add_trailer(ipc_kmsg &kmsg, mach_msg_option_t option);
