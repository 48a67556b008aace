/// \file
/// A thread: user registers, what it waits for, its place in the scheduler.
#pragma once

#include <atomic>
#include <cstdint>

#include <ipc/ipc_thread.hpp>
#include <kern/list.hpp>
#include <kern/ref.hpp>
#include <kern/spinlock.hpp>
#include <kern/timer.hpp>
#include <kern/wait.hpp>
#include <machine/thread_state.hpp>
#include <mach/vm_types.h>

class task;
class processor;

/// What a thread must look at before it returns to user mode (thread::ast, set by anyone, cleared by the thread).
enum ast : uint32_t {
    AST_PREEMPT = 1,    ///< another thread should run
    AST_SUSPEND = 2,    ///< suspend count is not zero
    AST_TERMINATE = 4,
    AST_INTERRUPT = 8,  ///< thread_interrupt: enter the emulation library
    AST_ABORT = 16,     ///< end the next interruptible wait at once
};

class thread : public ref_counted<thread> {
public:
    /// The user registers; first, so that trap entry code finds them through cpu_local::current_frame.
    machine::frame frame;
    machine::fp_state fp;

    /// Creates a suspended thread of `owner` (suspend count 1), registers zero.
    [[nodiscard]] static result<ref<thread>> create(task &owner);
    static void destroy(thread *);

    task &owner() const { return *task_; }

    // Scheduling; see sched.hpp.
    std::atomic<uint32_t> ast{0};
    thread_wait wait;
    uint8_t priority = 15;           ///< 0 lowest, 31 highest; what the run queues go by
    list_hook queue_hook;            ///< in the wait queue of wait.object (by that lock), never in two
    list_hook run_hook;              ///< in a run queue
    timer wait_timer;

    /// Of the last KERN_PAGE_WAIT.
    struct {
        uint64_t address;
        vm_prot_t access;
    } page_wait{};

    ipc_thread ipc;                  ///< message in hand, receive buffer, cached ports; owned by ipc/
    uint64_t emulation_block = 0;    ///< user address, 0 if none
    spinlock lock{lock_rank::thread};

    // kern/thread.cpp's own state follows: suspend count, exception ports, self port, times.
#include <kern/thread_private.hpp>
};

/// The thread whose trap this processor is serving.
thread &current_thread();
task &current_task();
