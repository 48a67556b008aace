/// \file
/// The C library under a server: its few system calls are emulated in the server's own image
/// (architecture.md, "Servers"), by the same kernel mechanism that serves POSIX tasks. Memory,
/// futexes, thread-local storage, time, exit and writing to the log are there; everything else is
/// ENOSYS.
#pragma once

#include <mach/emulation.h>
#include <mach/mach.h>

namespace server {

/// A server thread's emulation block.
struct alignas(64) emulation_block {
    mach_emulation_block_t kernel;
    mach_port_t reply_port;  ///< mig_get_reply_port's
};

/// The calling thread's block.
emulation_block &this_block();
/// Makes `block` the calling thread's.
void set_this_block(emulation_block &block);

}  // namespace server

extern "C" {
/// Registers the emulation of this task; runs before anything of the C library.
void server_emulation_start();
/// One system call; \return the value or -errno.
long server_emulation_call(long number, long a0, long a1, long a2, long a3, long a4, long a5);
extern const char server_emulation_entry[];
extern const char server_thread_entry[];
}
