/// \file
/// A thread: user registers, what it waits for, its place in the scheduler.
#pragma once

#include <atomic>
#include <cstdint>

#include <ipc/ipc_kobject_type.hpp>
#include <ipc/ipc_thread.hpp>
#include <kern/exception_ports.hpp>
#include <kern/list.hpp>
#include <kern/ref.hpp>
#include <kern/spinlock.hpp>
#include <kern/timer.hpp>
#include <kern/wait.hpp>
#include <kern/zone.hpp>
#include <machine/cpu.hpp>
#include <machine/thread_state.hpp>
#include <mach/vm_types.h>

class task;
class processor;
class run_queue;
class vm_object;
class ipc_port;
class vm_map;

/// What a thread must look at before it returns to user mode (thread::ast, set by anyone, cleared
/// by the thread).
enum ast : uint32_t {
    AST_PREEMPT = 1,    ///< another thread should run
    AST_SUSPEND = 2,    ///< suspend count is not zero
    AST_TERMINATE = 4,  ///< the thread is to end; never cleared
    AST_INTERRUPT = 8,  ///< thread_interrupt: enter the emulation library
    AST_ABORT = 16,     ///< thread_abort: end the wait that is about to begin
    AST_WORK = 32,      ///< its processor has kernel work
    AST_REPLACED = 64,  ///< set_state while in a trap: its result must not be stored
    AST_INTERRUPTED =
        128,  ///< thread_interrupt found it in the library: end the next interruptible wait at once
};
/// Those that the way out to user mode serves.
inline constexpr uint32_t ast_exit_mask =
    AST_PREEMPT | AST_SUSPEND | AST_TERMINATE | AST_INTERRUPT | AST_ABORT | AST_WORK;

/// Notes from the beginning of a wait for its end, by the kind of wait.
struct thread_wait_data {
    struct {
        int type, stage;
        int64_t code, subcode;
        kern_return_t reply;
    } exception{};
    ref<ipc_port> reply_port;  ///< of an exception
    struct {
        const void *space;  ///< the key waited for: map or object
        uint64_t offset;
    } gsync{};
    std::atomic<struct gsync_bucket *> bucket{
        nullptr};           ///< that it is or was in; changes under the bucket's lock only
    ref<vm_object> object;  ///< keeps the key of a shared word from being used anew
};

class thread : public ref_counted<thread> {
public:
    static constexpr kobject_type kobject = kobject_type::thread;

    /// The user registers; first, so that trap entry code finds them through
    /// cpu_local::current_frame.
    machine::frame frame{};
    machine::fp_state fp{};

    /// Creates a suspended thread of `owner` (suspend count 1), registers zero. KERN_TERMINATED
    /// when the task has ended, KERN_POLICY_LIMIT, KERN_RESOURCE_SHORTAGE.
    [[nodiscard]] static result<ref<thread>> create(task &owner);
    static void destroy(thread *);
    /// How many there are.
    static std::size_t count();

    task &owner() const { return *task_; }
    /// The kernel object port; dead once the thread has ended.
    ipc_port &port() const { return *port_; }

    /// Suspends once more; takes effect at the thread's next way out to user mode, on its own
    /// processor.
    void suspend() EXCLUDES(lock);
    /// KERN_FAILURE when it is not suspended.
    [[nodiscard]] result<> resume() EXCLUDES(lock);
    /// Was it AST_REPLACED? The trap that it stood for ends.
    bool take_replaced() {
        return (ast.load(std::memory_order_relaxed) & AST_REPLACED) != 0 &&
               (ast.fetch_and(~uint32_t{AST_REPLACED}, std::memory_order_relaxed) & AST_REPLACED);
    }
    /// Ends the wait it is in or about to begin with KERN_ABORTED.
    void abort();
    /// As <mach/emulation.h> says.
    void interrupt();
    /// Makes it end; returns at once. Idempotent.
    void terminate();
    /// The last act of the current thread; afterwards the processor has none.
    static void end_self();
    /// Waits until no processor holds registers of this suspended thread. KERN_ABORTED when the
    /// caller is itself to be stopped meanwhile, KERN_FAILURE when it is not suspended. The caller
    /// keeps it from being resumed.
    [[nodiscard]] result<> await_stop();
    /// Ticks that it has run, up to now: exact for the caller and for threads that do not run, else
    /// nearly.
    uint64_t total_run_time() const;
    static thread &of_wait_timer(timer &t);

    // Scheduling; see sched.hpp.
    std::atomic<uint32_t> ast{0};
    thread_wait wait;
    uint8_t priority = 15;        ///< 0 lowest, 31 highest; what the run queues go by
    uint8_t base_priority = 15;   ///< priority but for a depression by thread_switch
    uint8_t queued_priority = 0;  ///< the level it is queued at; by the run queue's lock
    std::atomic<run_queue *> queued_in{nullptr};  ///< written under that queue's lock
    static constexpr uint8_t no_processor = 0xff;
    uint8_t last_processor =
        no_processor;  ///< where it ran last, so that its FP state may still be in registers there
    /// Some processor's registers hold part of its state: it must not be resumed elsewhere until
    /// that one has stored false.
    std::atomic<bool> on_processor{false};
    list_hook queue_hook;  ///< in the wait queue of wait.object (by that lock), never in two
    list_hook run_hook;    ///< in a run queue
    timer wait_timer;
    /// Ticks (clock_ticks_to_ns); written by its processor when it leaves one.
    std::atomic<uint64_t> run_time{0};
    void add_run_time(uint64_t ticks) {
        run_time.store(run_time.load(std::memory_order_relaxed) + ticks, std::memory_order_relaxed);
    }

    /// Of the last KERN_PAGE_WAIT.
    struct {
        uint64_t address;
        vm_prot_t access;
        continuation resume;  ///< vm_fault_wait's
        ref<vm_map> map;      ///< that the address is one of; null: the thread's own
    } page_wait{};

    thread_wait_data saved{};  ///< what the continuation of the current wait needs

    ipc_thread ipc;                ///< message in hand, receive buffer, cached ports; owned by ipc/
    uint64_t emulation_block = 0;  ///< user address, 0 if none
    spinlock lock{lock_rank::thread};

    uint32_t suspend_count GUARDED_BY(lock) = 1;
    own_exception_actions exceptions;
    bool terminating =
        false;            ///< by the task's lock: will end, and is at the tail of its thread list
    list_hook task_hook;  ///< in the task's thread list, by its lock
    uint32_t self_name = 0;  ///< port name, as task::self_name
    uint32_t id = 0;         ///< unique since boot, for tools
    char name[32] = {};

private:
    template <class>
    friend class zone;
    friend class task;
    explicit thread(task &owner);
    ~thread();
    /// Makes it run if nothing suspends it any more.
    void continue_if_resumed() REQUIRES(lock);
    ref<task> task_;
    ref<ipc_port> port_;
};

/// What a processor has under the names that everybody needs. Its `local` comes first, so that the
/// architecture's pointer to it leads here.
struct processor_head {
    machine::cpu_local local{};
    thread *current = nullptr;  ///< whose trap is served; null when there is none
};

/// The thread whose trap this processor is serving.
inline thread &current_thread() {
    return *reinterpret_cast<processor_head &>(machine::this_cpu()).current;
}
inline task &current_task() { return current_thread().owner(); }
