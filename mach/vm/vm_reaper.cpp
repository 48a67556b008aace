#include <vm/vm_reaper.hpp>

#include <kern/late.hpp>
#include <kern/thread.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_object.hpp>

namespace {

constexpr unsigned immediate_budget = 128;

/// Behind every lock that may be held when a reference is dropped.
constinit spinlock lock{lock_rank::leaf};
constinit late<list<vm_object, &vm_object::reap_hook>> dead GUARDED_BY(lock);
std::atomic<uint32_t> dead_count{0};  ///< changed under `lock`
bool disposing[machine::max_cpus];    ///< a dispose is under way further up this processor's stack

vm_object *next_dead() {
    lock_guard guard(lock);
    if (dead->empty()) return nullptr;
    vm_object &object = dead->front();
    dead->pop_front();
    dead_count.fetch_sub(1, std::memory_order_relaxed);
    return &object;
}

}  // namespace

bool vm_reaper::idle() { return dead_count.load(std::memory_order_relaxed) == 0; }

void vm_reaper::postpone(vm_object &object) {
    lock_guard guard(lock);
    dead->push_back(object);
    dead_count.fetch_add(1, std::memory_order_relaxed);
}

void vm_reaper::initialise() NO_THREAD_SAFETY_ANALYSIS { dead.construct(); }

vm_reaper::deferral::deferral() : before_(std::exchange(disposing[machine::cpu_number()], true)) {}
vm_reaper::deferral::~deferral() { disposing[machine::cpu_number()] = before_; }

bool vm_reaper::reduce(vm_object &object, unsigned &budget) {
    ref<vm_object> below;
    ref<ipc_port> port;
    {
        lock_guard guard(object.lock);
        if (object.shadow_) below = object.detach_shadow();
        const uint64_t before = object.pages_.count();
        const bool done = object.free_pages(0, ~uint64_t{0}, budget);
        budget -= static_cast<unsigned>(before - object.pages_.count());
        if (!done) return false;
        port = std::move(object.port_);
    }
    if (port) ipc_kobject_clear(std::move(port));
    if (object.pager_) object.pager_->object_gone();
    finish(object);
    return true;
}

void vm_reaper::dispose(vm_object &object) {
    bool &nested = disposing[machine::cpu_number()];
    if (nested) return postpone(object);
    nested = true;
    unsigned budget = immediate_budget;
    vm_object *at = &object;
    do {
        if (!reduce(*at, budget)) {
            postpone(*at);
            break;
        }
    } while (budget != 0 && (at = next_dead()) != nullptr);
    nested = false;
}

bool vm_reaper::step(unsigned budget) {
    bool &nested = disposing[machine::cpu_number()];
    if (nested) return true;
    nested = true;
    while (budget != 0) {
        vm_object *object = next_dead();
        if (!object) break;
        if (!reduce(*object, budget))
            postpone(*object);
        else if (budget != 0)
            --budget;
    }
    nested = false;
    return idle();
}
