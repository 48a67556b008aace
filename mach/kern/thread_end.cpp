// The end of a thread, by itself: whoever wants it dead sets AST_TERMINATE.

#include <ipc/ipc_thread_end.hpp>
#include <ipc/ipc_kobject.hpp>
#include <kern/processor.hpp>
#include <kern/sched.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <machine/timer.hpp>

void thread::end_self() {
    thread &self = current_thread();
    assert(self.wait_timer.idle() && !self.wait.linked);
    ipc_thread_end(self);
    ipc_kobject_clear(std::move(self.port_));
    if (exception_actions *actions = self.exceptions.get()) {
        exception_actions old;
        lock_guard guard(self.lock);
        std::swap(old, *actions);
    }
    processor &cpu = this_processor();
    self.add_run_time(cpu.account());
    // Nobody may wait for a processor to let go of it; the registers are of no use to anyone.
    ref<task> owner = ref<task>::share(self.owner());
    sched_drop_current();
    owner->remove_thread(self);  // and with it the reference that kept a live thread
}
