/// \file
/// Counting semaphores as kernel objects (OSF MK's semaphore_*).
#pragma once

#include <cstdint>

#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_right_transit.hpp>
#include <kern/list.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/spinlock.hpp>
#include <kern/thread.hpp>
#include <kern/zone.hpp>

class semaphore : public ref_counted<semaphore> {
public:
    static constexpr kobject_type kobject = kobject_type::semaphore;

    /// With a port, whose right is returned; `terminate` comes with the last right at the latest.
    [[nodiscard]] static result<ipc_right_transit> create(int32_t value);
    static void destroy(semaphore *);

    /// Waits until the count is above zero and takes one off it. KERN_OPERATION_TIMED_OUT,
    /// KERN_ABORTED, KERN_TERMINATED when it is destroyed. A deadline of 0 does not wait.
    trap_outcome wait(thread &self, uint64_t deadline) EXCLUDES(lock_);
    /// Wakes the first waiter, or counts.
    void signal() EXCLUDES(lock_);
    /// Wakes every waiter; does not count.
    void signal_all() EXCLUDES(lock_);
    /// Wakes that thread. KERN_NOT_WAITING when it does not wait here.
    [[nodiscard]] result<> signal_thread(thread &t) EXCLUDES(lock_);
    /// Nobody can signal it any more.
    static void notified(ipc_port &port, mach_msg_id_t id);
    /// Wakes every waiter with KERN_TERMINATED; the port is dead afterwards.
    void terminate() EXCLUDES(lock_);

private:
    template <class>
    friend class zone;
    explicit semaphore(int32_t value) : count_(value) {}
    ~semaphore() = default;
    static trap_outcome ended(thread &self);
    /// Takes the first waiter that can be woken out of the queue and claims it; null when there is
    /// none.
    thread *take() REQUIRES(lock_);
    void wake_all(kern_return_t result) EXCLUDES(lock_);

    spinlock lock_{lock_rank::semaphore};
    int32_t count_ GUARDED_BY(lock_);
    bool alive_ GUARDED_BY(lock_) = true;
    list<thread, &thread::queue_hook> waiters_ GUARDED_BY(lock_);
    ref<ipc_port> port_;
};

/// Told when the last right to a semaphore's port is gone.
extern const ipc_kobject_raw semaphore_kobject;
