// The end of a task: its threads end themselves, then the last one's processor takes space and
// memory down piece by piece.

#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_space.hpp>
#include <kern/task.hpp>
#include <vm/vm_map.hpp>

namespace {

/// Per piece of work; each is a few hundred instructions at most.
constexpr unsigned threads_per_step = 32, rights_per_step = 64, pages_per_step = 128;

}  // namespace

void task_forget(task &t);

void task::terminate() {
    {
        lock_guard guard(lock);
        if (!active_.exchange(false)) return;
    }
    if (end_threads()) end_threads_work_.submit();
}

bool task::end_threads() {
    bool nobody;
    {
        lock_guard guard(lock);
        // Those that have been told stand at the tail.
        for (unsigned i = 0; i < threads_per_step; ++i) {
            if (threads.empty() || threads.front().terminating) break;
            thread &t = threads.front();
            t.terminating = true;
            threads.pop_front();
            threads.push_back(t);
            t.terminate();
        }
        if (!threads.empty() && !threads.front().terminating) return true;
        nobody = threads.empty() && !std::exchange(tearing_down_, true);
    }
    if (nobody) tear_down_work_.submit();
    return false;
}

void task::release_ports() {
    exception_actions old_exceptions;
    std::array<ipc_right_transit, task_registered_ports> old_registered;
    ipc_right_transit old_bootstrap, old_host;
    {
        lock_guard guard(lock);
        std::swap(old_exceptions, exceptions);
        std::swap(old_registered, registered);
        std::swap(old_bootstrap, bootstrap);
        std::swap(old_host, host);
    }
    ipc_kobject_clear(std::move(port_));
}

bool task::tear_down() {
    switch (phase_) {
    case phase::space:
        if (!space_->terminate_step(rights_per_step)) return true;
        release_ports();  // who waits for our death finds our rights gone
        phase_ = phase::memory;
        return drop_hold();  // or who holds it goes on from here
    case phase::memory:
        if (!map_->terminate_step(pages_per_step)) return true;
        break;
    }
    task_forget(*this);
    release();
    return false;
}

void task::let_memory_go() {
    if (drop_hold()) tear_down_work_.submit();
}
