#include <kern/task.hpp>

#include <cstring>

#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_space.hpp>
#include <kern/long_work.hpp>
#include <kern/sched.hpp>
#include <machine/switch.hpp>
#include <vm/vm_map.hpp>

namespace {

constinit zone<task> tasks("task");
constinit std::atomic<uint32_t> next_id{1};
constinit spinlock host_lock{lock_rank::host};
list<task, &task::host_hook> all GUARDED_BY(host_lock);

}  // namespace

task::task()
    : id(next_id.fetch_add(1, std::memory_order_relaxed)),
      end_threads_work_([](void *self) { return static_cast<task *>(self)->end_threads(); }, this),
      tear_down_work_([](void *self) { return static_cast<task *>(self)->tear_down(); }, this) {}

task::~task() = default;

result<> task::initialise(task *parent, bool inherit) {
    space_ = TRY(ipc_space::create());
    map_ = TRY(parent && inherit ? parent->map().fork() : vm_map::create());
    port_ = TRY(ipc_kobject_create(kobject_type::task, this));
    if (parent) inherit_from(*parent);
    apply_limits();
    return {};
}

void task::apply_limits() {
    map_->set_limit(limits.memory);
    space_->set_limit(limits.ports);
    space_->queue_limit.store(limits.queued, std::memory_order_relaxed);
}

void task::inherit_from(task &parent) {
    security_token = parent.security_token;
    audit_token = parent.audit_token;
    emulation = parent.emulation;
    redirection = parent.redirection;
    priority = parent.priority;
    limits = parent.limits;
    std::memcpy(name, parent.name, sizeof name);
    lock_guard parent_guard(parent.lock);
    lock_guard guard(lock);
    bootstrap = parent.bootstrap.copy_send();
    host = parent.host.copy_send();
    for (std::size_t i = 0; i < exceptions.size(); ++i)
        exceptions[i] = exception_action_copy(parent.exceptions[i]);
    for (std::size_t i = 0; i < registered.size(); ++i)
        registered[i] = parent.registered[i].copy_send();
}

result<ref<task>> task::create(task *parent, bool inherit) {
    task *memory = tasks.create();
    if (!memory) return error(KERN_RESOURCE_SHORTAGE);
    auto t = ref<task>::adopt(memory);
    TRY(t->initialise(parent, inherit));
    t->acquire();  // while it is active; tear_down releases it
    lock_guard guard(host_lock);
    all.push_back(*t);
    return t;
}

void task::destroy(task *t) {
    if (t->port_) ipc_kobject_clear(std::move(t->port_));
    tasks.destroy(t);
}

std::size_t all_tasks(ref<task> *to, std::size_t room) {
    lock_guard guard(host_lock);
    std::size_t count = 0;
    for (task &t : all) {
        if (count < room) {
            if (!t.try_acquire()) continue;
            to[count] = ref<task>::adopt(&t);
        }
        ++count;
        long_work(20);
    }
    return count;
}

void task_forget(task &t) {
    lock_guard guard(host_lock);
    all.erase(all.iterator_to(t));
}

result<> task::add_thread(thread &t) {
    lock_guard guard(lock);
    if (!active()) return error(KERN_TERMINATED);
    if (thread_count >= limits.threads) return error(KERN_POLICY_LIMIT);
    ++thread_count;
    t.acquire();
    threads.push_front(t);
    return {};
}

void task::remove_thread(thread &t) {
    bool last;
    {
        lock_guard guard(lock);
        threads.erase(threads.iterator_to(t));
        ended_run_time.fetch_add(t.run_time.load(std::memory_order_relaxed),
                                 std::memory_order_relaxed);
        last = --thread_count == 0 && !active() && !std::exchange(tearing_down_, true);
    }
    if (last) tear_down_work_.submit();
    t.release();
}

void task::set_emulation(const mach_emulation_t &vector) {
    emulation = vector;
    redirection = machine::make_redirection(vector);
    thread &self = current_thread();
    if (&self.owner() == this) machine::set_current(self.frame, redirection, self.emulation_block);
}

void task::suspend() {
    lock_guard guard(lock);
    suspend_count.fetch_add(1);
    for (thread &t : threads) {
        t.ast.fetch_or(AST_SUSPEND);
        sched_notice(t);
        long_work(100);
    }
}

result<> task::resume() {
    lock_guard guard(lock);
    if (suspend_count.load() == 0) return error(KERN_FAILURE);
    if (suspend_count.fetch_sub(1) != 1) return {};
    for (thread &t : threads) {
        long_work(200);
        lock_guard thread_guard(t.lock);
        t.continue_if_resumed();
    }
    return {};
}
