/// \file
/// A task: a port space, an address map and threads.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include <kern/exception_ports.hpp>
#include <kern/kernel_work.hpp>
#include <kern/list.hpp>
#include <kern/ref.hpp>
#include <kern/spinlock.hpp>
#include <kern/thread.hpp>
#include <kern/zone.hpp>
#include <mach/emulation.h>
#include <mach/message.h>
#include <machine/switch.hpp>

class ipc_space;
class ipc_port;
class vm_map;

inline constexpr unsigned task_registered_ports = 3;

/// What a task may have at most; inherited by its children.
struct task_limits {
    uint32_t threads = 4096;
    uint32_t ports = 1u << 20;
    uint64_t memory = ~uint64_t{0};  ///< bytes of address space
    uint64_t queued = ~uint64_t{0};  ///< bytes in messages that wait in queues
};

class task : public ref_counted<task> {
public:
    static constexpr kobject_type kobject = kobject_type::task;

    /// An empty task; with `parent` and `inherit` its memory is made from the parent's by each
    /// region's inheritance. Special and exception ports are the parent's. KERN_RESOURCE_SHORTAGE.
    [[nodiscard]] static result<ref<task>> create(task *parent, bool inherit);
    static void destroy(task *);
    /// Ends all threads, the space and the map, in bounded pieces; returns at once. Idempotent.
    void terminate() EXCLUDES(lock);
    /// The memory of a task that has been terminated stays until let_memory_go has been called as
    /// often. hold_memory: by a thread of the task.
    void hold_memory() { holds_.fetch_add(1, std::memory_order_relaxed); }
    void let_memory_go();
    /// Stops every thread, whatever its own suspend count says.
    void suspend() EXCLUDES(lock);
    /// Has `limits` count from now on. What there is already stays.
    void apply_limits();
    /// KERN_FAILURE when it is not suspended.
    [[nodiscard]] result<> resume() EXCLUDES(lock);

    /// What non-negative system calls and thread_interrupt enter; all zero: nothing. For threads
    /// that run already from their next way out of the scheduler on.
    void set_emulation(const mach_emulation_t &vector);

    ipc_space &space() const { return *space_; }
    vm_map &map() const { return *map_; }
    /// The kernel object port; dead once the task has been terminated.
    ipc_port &port() const { return *port_; }
    bool active() const { return active_.load(std::memory_order_relaxed); }

    security_token_t security_token{};
    audit_token_t audit_token{};
    mach_emulation_t emulation{};
    machine::redirection redirection{};             ///< made from it
    uint8_t priority = 15;                          ///< that its new threads get
    mach_port_name_t self_name = 0, host_name = 0;  ///< that traps found last; by the space's lock
    uint32_t id = 0;                                ///< unique since boot, for tools
    char name[32] = {};
    spinlock lock{lock_rank::task};

    task_limits limits;
    ipc_right_transit bootstrap GUARDED_BY(lock);
    ipc_right_transit host GUARDED_BY(lock);
    exception_actions exceptions GUARDED_BY(lock);
    std::array<ipc_right_transit, task_registered_ports> registered GUARDED_BY(lock);
    list<thread, &thread::task_hook> threads GUARDED_BY(lock);
    uint32_t thread_count GUARDED_BY(lock) = 0;
    std::atomic<uint32_t> suspend_count{0};   ///< written under the lock
    std::atomic<uint64_t> ended_run_time{0};  ///< of threads that are gone, in ticks
    list_hook host_hook;                      ///< in the list of all tasks, by its lock

private:
    template <class>
    friend class zone;
    friend class thread;
    task();
    ~task();
    [[nodiscard]] result<> initialise(task *parent, bool inherit);
    void inherit_from(task &parent) EXCLUDES(lock);
    /// Enters a new thread. KERN_TERMINATED, KERN_POLICY_LIMIT.
    [[nodiscard]] result<> add_thread(thread &t) EXCLUDES(lock);
    /// A thread has ended; the last one of a terminating task starts the tear-down.
    void remove_thread(thread &t) EXCLUDES(lock);
    /// Tells some threads to end. \return whether there are more.
    bool end_threads() EXCLUDES(lock);
    /// Releases rights first, so that servers hear of it soon, then memory. \return whether there
    /// is more.
    bool tear_down();
    void release_ports() EXCLUDES(lock);
    /// \return whether nobody holds the memory any more.
    bool drop_hold() { return holds_.fetch_sub(1, std::memory_order_acq_rel) == 1; }

    ref<ipc_space> space_;
    ref<vm_map> map_;
    ref<ipc_port> port_;
    std::atomic<bool> active_{true};
    enum class phase : uint8_t { space, memory };
    phase phase_ = phase::space;  ///< of the tear-down
    bool tearing_down_ GUARDED_BY(lock) = false;
    std::atomic<uint32_t> holds_{1};  ///< on the memory: the task itself, and each hold_memory
    kernel_work end_threads_work_;
    kernel_work tear_down_work_;
};

/// The tasks that exist, for tools. \return how many there are; references on the first `room` of
/// them go to `to`, which is empty.
std::size_t all_tasks(ref<task> *to, std::size_t room);
