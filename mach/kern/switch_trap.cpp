// Giving the processor away by trap.

#include <ipc/ipc_kobject.hpp>
#include <kern/processor.hpp>
#include <kern/sched.hpp>
#include <kern/syscall.hpp>
#include <mach/thread.h>
#include <machine/timer.hpp>

namespace {

trap_outcome waited(thread &) { return trap_outcome::done(KERN_SUCCESS); }

/// Whether anybody else wants this processor.
int64_t contended() { return this_processor().queue->top() >= 0; }

}  // namespace

trap_outcome trap_swtch(thread &, machine::frame &) {
    const int64_t others = contended();
    sched_give_way();
    return trap_outcome::done(others);
}

/// The argument is not used: the depression goes to the lowest priority, for a quantum at most.
trap_outcome trap_swtch_pri(thread &self, machine::frame &) {
    const int64_t others = contended();
    sched_depress(self, machine::now() + sched_quantum);
    sched_give_way();
    return trap_outcome::done(others);
}

namespace {

/// To that thread, if it is runnable and waits for a processor.
void hand_to(mach_port_name_t name) {
    processor &cpu = this_processor();
    const ref<thread> target = ipc_kobject_by_name<thread>(name);
    if (target && !cpu.handoff && run_queue::remove(*target))
        cpu.handoff = target.get();  // a runnable thread keeps itself alive
}

trap_outcome give_way() {
    if (!this_processor().handoff) sched_give_way();
    return trap_outcome::done(KERN_SUCCESS);
}

/// trap_thread_switch with any arguments.
[[gnu::noinline]] trap_outcome switch_to(thread &self, mach_port_name_t name, uint64_t option,
                                         uint64_t milliseconds) {
    if (option > SWITCH_OPTION_WAIT) return trap_outcome::done(KERN_INVALID_ARGUMENT);
    if (name != MACH_PORT_NULL) hand_to(name);
    if (option == SWITCH_OPTION_WAIT) {
        wait_begin(self, wait_kind::sleep, waited, nullptr, true,
                   machine::now() + milliseconds * 1'000'000);
        return trap_outcome::blocked();
    }
    if (option == SWITCH_OPTION_DEPRESS)
        sched_depress(self,
                      milliseconds != 0 ? machine::now() + milliseconds * 1'000'000 : no_deadline);
    return give_way();
}

}  // namespace

/// (thread, option, milliseconds): to that thread, else to any.
trap_outcome trap_thread_switch(thread &self, machine::frame &frame) {
    const auto name = static_cast<mach_port_name_t>(machine::argument<0>(frame));
    const uint64_t option = machine::argument<1>(frame);
    if ((name | option) != 0) [[unlikely]]
        return switch_to(self, name, option, static_cast<uint32_t>(machine::argument<2>(frame)));
    return give_way();
}
