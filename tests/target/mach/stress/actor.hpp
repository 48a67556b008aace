/// \file
/// A thread that repeats one part of the stress until it is told to stop.
#pragma once

#include <atomic>
#include <cstddef>

#include <lib/emulation.hpp>
#include <lib/thread_start.hpp>
#include <mach/mach.h>

#include "random.hpp"

class actor {
public:
    /// Makes the thread, which waits for begin(). \return false when there is none.
    bool start(uint64_t seed, task_t in = mach_task_self()) {
        random = random_numbers(seed);
        stop_ = false;
        elsewhere_ = in != mach_task_self();
        state_ = starting;
        const auto top = reinterpret_cast<uint64_t>(stack_ + sizeof stack_) - 64;
        if (server::start_thread(in, reinterpret_cast<uint64_t>(&run), top - 8,
                                 reinterpret_cast<uint64_t>(this), 0, &thread_) != KERN_SUCCESS)
            return false;
        await(starting);
        return true;
    }
    void begin() { change(running); }
    void stop() { stop_ = true; }
    /// Waits until the thread has left the processor for good. \return false when it does not.
    bool join() {
        for (int i = 0; i < 3000 && state_ == running; ++i) await_once(running);
        (void)mach_port_deallocate(mach_task_self(), thread_);
        thread_ = MACH_PORT_NULL;
        return state_ == ended;
    }
    thread_t thread() const { return thread_; }

protected:
    actor() = default;
    ~actor() = default;
    /// Some milliseconds at most: nothing here waits without a time-out.
    virtual void round() = 0;
    /// After the last round, in the same thread.
    virtual void finish() {}
    bool stopping() const { return stop_; }

    random_numbers random{0};

private:
    enum : uint32_t { ended, starting, ready, running };

    /// A bare thread: no C library that wants thread-local storage.
    [[noreturn]] static void run(actor *self) {
        self->block_ = {};
        server::set_this_block(self->block_);  // libmach keeps the thread's reply port there
        if (self->elsewhere_) mach_init();
        // Before names are given up that somebody may still use: no message that is meant for such
        // a name is to come here.
        (void)mig_get_reply_port();
        self->change(ready);
        self->await(ready);
        while (!self->stop_) self->round();
        self->finish();
        (void)mach_port_mod_refs_trap(mach_task_self(), self->block_.reply_port,
                                      MACH_PORT_RIGHT_RECEIVE, -1);
        thread_exit_trap(0, 0, const_cast<uint32_t *>(&self->state_), 1);
        __builtin_trap();
    }
    void change(uint32_t to) {
        state_ = to;
        (void)gsync_wake_trap(mach_task_self(), reinterpret_cast<uint64_t>(&state_), 0,
                              GSYNC_SHARED | GSYNC_BROADCAST);
    }
    /// Until the state is another. The kernel's wake at the end reaches only the thread's own task.
    void await(uint32_t old) {
        while (state_ == old) await_once(old);
    }
    void await_once(uint32_t old) {
        (void)gsync_wait_trap(mach_task_self(), reinterpret_cast<uint64_t>(&state_), old, 0,
                              10'000'000, GSYNC_SHARED | GSYNC_TIMED);
    }

    std::atomic<bool> stop_ = false;
    volatile uint32_t state_ = ended;  ///< `ended` is stored by the kernel
    bool elsewhere_ = false;           ///< in another task than this object's maker
    thread_t thread_ = MACH_PORT_NULL;
    server::emulation_block block_{};
    alignas(64) std::byte stack_[32768];
};
