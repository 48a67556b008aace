/// \file
/// A world for the IPC code under test: tasks and threads without a scheduler, user memory that is
/// the test's own, zones that count. See world.cpp.
#pragma once

#include <cstdint>
#include <cstring>

#include <ipc/ipc_right.hpp>
#include <ipc/ipc_space.hpp>
#include <ipc/mach_port.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <mach/message.h>

namespace world {

/// Kernel objects of all zones and kalloc that have not been freed.
long objects();
/// From now on only so many more allocations succeed; negative: all.
void limit_allocations(long count);
/// User memory that cannot be touched, or that gives KERN_PAGE_WAIT once. Size 0: none.
void set_bad(const void *address, std::size_t size);
void set_absent(const void *address, std::size_t size);
/// Out-of-line memory that a receiver got.
void free_received(uint64_t address);

/// A task with one thread. Making it current is what a processor switch would be.
class actor {
public:
    actor();
    /// One more thread of a task.
    explicit actor(actor &of);
    ~actor();
    ipc_space &space() { return task_->space(); }
    thread &self() { return *thread_; }
    task &owner() { return *task_; }

    /// The trap, with the outcome's value; `blocked` when it waits.
    static constexpr int64_t blocked = -1;
    int64_t msg(void *message, mach_msg_option_t option, mach_msg_size_t send,
                mach_msg_size_t receive, mach_port_name_t name, mach_msg_timeout_t timeout = 0);
    /// Was the blocked thread woken?
    bool runnable() const;
    /// Runs its continuation. \pre runnable(), or `expire` claims the wait by a timeout or abort
    /// first
    int64_t resume();
    int64_t end_wait(kern_return_t why);

    mach_port_name_t allocate(mach_port_right_t right = MACH_PORT_RIGHT_RECEIVE);
    /// A receive right with a send right beside it.
    mach_port_name_t allocate_with_send();
    mach_port_type_t type(mach_port_name_t name);
    uint32_t refs(mach_port_name_t name, mach_port_right_t right);
    /// The port behind a name, borrowed.
    ipc_port &port(mach_port_name_t name);
    /// Gives this task a right that `from` has; the name here.
    mach_port_name_t take(actor &from, mach_port_name_t name, uint8_t disposition);
    kern_return_t deallocate(mach_port_name_t name) { return port_ops::deallocate(space(), name); }
    kern_return_t destroy(mach_port_name_t name) { return port_ops::destroy(space(), name); }
    kern_return_t mod_refs(mach_port_name_t name, mach_port_right_t right,
                           mach_port_delta_t delta) {
        return port_ops::mod_refs(space(), name, right, delta);
    }
    /// mach_port_request_notification for dead names: the notification goes to receive right
    /// `notify`.
    kern_return_t request(mach_port_name_t name, mach_port_name_t notify, bool immediate = false,
                          bool send_possible = false);
    /// Ends the space as a task's end does.
    void terminate();

private:
    /// Makes its thread the current one.
    void enter();
    ref<task> task_;
    ref<thread> thread_;
    bool owns_task_ = true;
};

}  // namespace world
