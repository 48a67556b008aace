/// \file
/// From the sender's message to the kernel's: names become rights.
#pragma once

#include <ipc/ipc_kmsg.hpp>

class ipc_space;
class vm_map;

/// Reads `size` bytes at `address` in the current task into a new message and checks its form:
/// MACH_SEND_MSG_TOO_SMALL, _TOO_LARGE, _INVALID_DATA, _INVALID_HEADER, _NO_BUFFER, or
/// KERN_PAGE_WAIT. Nothing has been taken from the sender yet, but arrays of out-of-line names have
/// been read, so that nothing after this waits for a page.
[[nodiscard]] result<ipc_kmsg *> ipc_kmsg_get(uint64_t address, mach_msg_size_t size);

/// Destination and reply right. MACH_SEND_INVALID_DEST, _INVALID_REPLY, _INVALID_HEADER: the sender
/// keeps everything.
[[nodiscard]] mach_msg_return_t ipc_kmsg_copyin_header(ipc_kmsg &kmsg, ipc_space &space);
/// The descriptors. MACH_SEND_INVALID_TYPE, _INVALID_RIGHT, _INVALID_MEMORY, _MSG_TOO_SMALL,
/// _NO_BUFFER: what came before the bad one is in the message and to be destroyed with it, as the
/// Mach 3 reference says.
[[nodiscard]] mach_msg_return_t ipc_kmsg_copyin_body(ipc_kmsg &kmsg, ipc_space &space, vm_map &map);
/// Gives back a message from ipc_kmsg_get whose copy-in has not begun or failed in the header.
void ipc_kmsg_discard(ipc_kmsg *kmsg);
