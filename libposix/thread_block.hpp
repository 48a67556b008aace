/// \file
/// What each thread of a POSIX process has in the library: its emulation block
/// (<mach/emulation.h>), which also holds the application's registers while the library runs, and
/// the library's own state of the thread. The block lies above the stack that the library runs on;
/// posix::this_thread() finds it through the architecture's thread register.
#pragma once

#include <cstddef>
#include <cstdint>

#include <mach/mach.h>
#include <machine/registers.hpp>
#include <protocol/posix_image.hpp>
#include <protocol/process.hpp>

namespace posix {

/// sigaltstack's.
struct alternate_stack {
    uint64_t base, size;
    int32_t flags;
};

/// What restart_syscall goes on with after a relative wait was interrupted by a stop and continue.
enum class restart_kind : uint8_t { none, sleep, poll, futex };
struct restart_record {
    restart_kind kind;
    uint64_t deadline_ns;  ///< monotonic; ~0: none
    uint64_t argument[3];
};

struct alignas(64) thread_block {
    protocol::posix_block_head head;
    uint64_t stack_top;            ///< of the library's stack; assembly loads it
    machine::registers registers;  ///< the application's; assembly stores and loads them
    uint64_t
        call_number;  ///< of the system call being served; no_call when entered by an interrupt
    uint64_t call_argument;  ///< its first argument, for a restart

    int32_t tid;
    mach_port_t reply_port;        ///< mig_get_reply_port's
    mach_port_t spare_reply_port;  ///< for calls made while the answer to another is outstanding
    mach_port_t notify_port;       ///< receives io_ready; null until the thread first waits in poll
    mach_port_t thread_port;       ///< null until somebody asks
    uint32_t cookie_sequence;

    uint64_t waited_for;  ///< signals that sigtimedwait waits for
    uint64_t pending;     ///< pending for this thread at the server when last asked
    uint64_t saved_mask;  ///< to be restored when the call ends
    bool restore_mask;
    bool fresh;  ///< the registers were replaced (exec, sigreturn): no result is stored
    protocol::signal_info
        taken;  ///< signal with a handler that has been taken from the server but not delivered
    alternate_stack alternate;
    restart_record restart;

    uint64_t thread_pointer;  ///< x86-64: FS base
    uint64_t clear_tid;       ///< address to clear and wake at the thread's end
    uint64_t robust_list;     ///< set_robust_list's head
    uint32_t idle;            ///< always 0: what a thread waits on that waits for signals only
    uint64_t region;          ///< the mapping that holds stack and block; 0 for the image's own
    protocol::posix_thread_times times;
    thread_block *next, *previous;  ///< all threads of the process, see threads.hpp
};

inline constexpr uint64_t no_call = ~uint64_t{0};

static_assert(offsetof(thread_block, head.blocked) == 48);
static_assert(offsetof(thread_block, stack_top) == 56);
static_assert(offsetof(thread_block, registers) == 64);

/// The calling thread's block.
inline thread_block &this_thread() {
    return *static_cast<thread_block *>(machine::current_block());
}

}  // namespace posix
