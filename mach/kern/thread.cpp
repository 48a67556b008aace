#include <kern/thread.hpp>

#include <ipc/ipc_kobject.hpp>
#include <kern/long_work.hpp>
#include <kern/processor.hpp>
#include <kern/sched.hpp>
#include <kern/task.hpp>
#include <vm/vm_object.hpp>

namespace {

constinit zone<thread> threads("thread");
constinit std::atomic<uint32_t> next_id{1};

trap_outcome first_run(thread &) { return trap_outcome::leave(); }

}  // namespace

thread::thread(task &owner)
    : priority(owner.priority),
      base_priority(owner.priority),
      wait_timer(wait_expired),
      id(next_id.fetch_add(1, std::memory_order_relaxed)),
      task_(ref<task>::share(owner)) {
    wait.kind = wait_kind::suspended;
    wait.resume = first_run;
    wait.status.store(thread_wait::state::waiting, std::memory_order_relaxed);
    ast.store(AST_SUSPEND, std::memory_order_relaxed);
    ipc.owner = this;
}

thread::~thread() = default;

result<ref<thread>> thread::create(task &owner) {
    thread *memory = threads.create(owner);
    if (!memory) return error(KERN_RESOURCE_SHORTAGE);
    auto t = ref<thread>::adopt(memory);
    t->port_ = TRY(ipc_kobject_create(kobject_type::thread, memory));
    if (auto added = owner.add_thread(*memory); !added) {
        ipc_kobject_clear(std::move(t->port_));
        return error(added.error());
    }
    return t;
}

std::size_t thread::count() { return threads.in_use(); }

void thread::destroy(thread *t) {
    if (t->port_) ipc_kobject_clear(std::move(t->port_));
    threads.destroy(t);
}

// The turn that it is in must not end between the look at its beginning and that at the time before
// it: it would count twice, and the next answer be less than this one.
uint64_t thread::total_run_time() const {
    for (;;) {
        const uint64_t before = run_time.load(std::memory_order_acquire);
        if (!on_processor.load(std::memory_order_acquire) || last_processor == no_processor)
            return run_time.load(std::memory_order_acquire);
        const uint64_t since = processors[last_processor].dispatched_at,
                       now = machine::read_counter();
        std::atomic_thread_fence(std::memory_order_acquire);
        if (on_processor.load(std::memory_order_relaxed) &&
            run_time.load(std::memory_order_relaxed) == before)
            return before + (now > since ? now - since : 0);
        machine::relax();
    }
}

thread &thread::of_wait_timer(timer &t) {
    return *boost::intrusive::get_parent_from_member(&t, &thread::wait_timer);
}

void thread::continue_if_resumed() {
    if (suspend_count != 0 || task_->suspend_count.load() != 0) return;
    // No other wait can begin before this lock is released, since the way to it leads by `stop` in
    // ast.cpp.
    if (wait.kind == wait_kind::suspended && wait_claim(*this)) wait_wake(*this, KERN_SUCCESS);
}

void thread::suspend() {
    {
        lock_guard guard(lock);
        ++suspend_count;
        ast.fetch_or(AST_SUSPEND);
    }
    sched_notice(*this);
}

result<> thread::resume() {
    lock_guard guard(lock);
    if (suspend_count == 0) return error(KERN_FAILURE);
    --suspend_count;
    continue_if_resumed();
    return {};
}

void thread::abort() {
    ast.fetch_or(AST_ABORT);
    wait_abort(*this, false);
    sched_notice(*this);
}

void thread::interrupt() {
    ast.fetch_or(AST_INTERRUPT);
    wait_abort(*this, true);
    sched_notice(*this);
}

void thread::terminate() {
    ast.fetch_or(AST_TERMINATE);
    wait_abort(*this, false);
    sched_notice(*this);
}

result<> thread::await_stop() {
    {
        lock_guard guard(lock);
        if (suspend_count == 0 && task_->suspend_count.load() == 0) return error(KERN_FAILURE);
    }
    const thread &caller = current_thread();
    while (on_processor.load(std::memory_order_acquire)) {  // pairs with leave in sched.cpp
        // Two threads that stop each other: one of them has to give in.
        if (caller.ast.load(std::memory_order_relaxed) & (AST_SUSPEND | AST_TERMINATE))
            return error(KERN_ABORTED);
        machine::relax();
        long_work(spin_cost);
    }
    return {};
}
