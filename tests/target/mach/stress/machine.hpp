/// \file
/// Stops and starts processors and threads under the others.
#pragma once

#include "actor.hpp"
#include "harbour.hpp"

class processor_stopper : public actor {
public:
    /// \param host_priv the host's control port.
    bool open(host_priv_t host_priv) {
        return host_processors(host_priv, &processors_, &count_) == KERN_SUCCESS;
    }
    void close() {
        for (unsigned i = 0; i < count_; ++i)
            (void)mach_port_deallocate(mach_task_self(), processors_[i]);
        (void)mach_vm_deallocate(mach_task_self(), reinterpret_cast<mach_vm_address_t>(processors_),
                                 count_ * sizeof *processors_);
    }

private:
    void round() override {
        const processor_t one = processors_[random.below(count_)];
        (void)processor_exit(one);  // refused by the boot processor
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1 + random.below(5));
        (void)processor_start(one);
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1 + random.below(20));
    }
    void finish() override {
        for (unsigned i = 0; i < count_; ++i) (void)processor_start(processors_[i]);
    }

    processor_array_t processors_ = nullptr;
    mach_msg_type_number_t count_ = 0;
};

/// Aborts and suspends the threads of other actors, which must not notice.
class thread_disturber : public actor {
public:
    thread_disturber(actor *const *others, unsigned count) : others_(others), count_(count) {}

private:
    void round() override {
        const thread_t thread = others_[random.below(count_)]->thread();
        switch (random.below(3)) {
        case 0: (void)thread_abort_safely(thread); break;
        case 1: (void)thread_abort(thread); break;
        default:
            (void)thread_suspend(thread);
            swtch();
            (void)thread_resume(thread);
        }
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
    }

    actor *const *others_;
    const unsigned count_;
};

/// Semaphores that end under their waiters.
class semaphore_breaker : public actor {
public:
    explicit semaphore_breaker(harbour &all) : all_(all) {}
    std::atomic<semaphore_t> current{MACH_PORT_NULL};

private:
    void round() override {
        semaphore_t next = MACH_PORT_NULL;
        const kern_return_t kr = semaphore_create(mach_task_self(), &next, SYNC_POLICY_FIFO,
                                                  static_cast<int>(random.below(2)));
        if (kr != KERN_SUCCESS) return all_.complain("semaphore_create", kr);
        end(current.exchange(next));
        for (unsigned i = random.below(30); i != 0; --i) {
            if (random.once_in(2))
                (void)semaphore_signal_trap(next);
            else
                (void)semaphore_signal_all_trap(next);
            swtch();
        }
    }
    void finish() override { end(current.exchange(MACH_PORT_NULL)); }
    static void end(semaphore_t semaphore) {
        if (semaphore == MACH_PORT_NULL) return;
        (void)semaphore_destroy(mach_task_self(), semaphore);
        (void)mach_port_deallocate(mach_task_self(), semaphore);
    }

    harbour &all_;
};

class semaphore_waiter : public actor {
public:
    explicit semaphore_waiter(semaphore_breaker &of) : of_(of) {}

private:
    void round() override {
        (void)semaphore_timedwait_trap(of_.current, 0, random.below(2'000'000));
    }

    semaphore_breaker &of_;
};
