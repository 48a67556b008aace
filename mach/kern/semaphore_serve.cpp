// Semaphores: traps, and the routines of a task port that make and destroy them.

#include <kern/routine.hpp>
#include <kern/semaphore.hpp>
#include <kern/syscall.hpp>
#include <mach/interface/task.hpp>
#include <machine/timer.hpp>

namespace mi = mach::interface;

namespace {

/// The semaphore that a trap's argument names, or null.
template <unsigned N>
ref<semaphore> named(const machine::frame &frame) {
    return ipc_kobject_by_name<semaphore>(
        static_cast<mach_port_name_t>(machine::argument<N>(frame)));
}

trap_outcome invalid() { return trap_outcome::done(KERN_INVALID_ARGUMENT); }

}  // namespace

kern_return_t serve(mi::semaphore_create, kobject_call<mi::semaphore_create> &call) {
    if (call.request.value < 0 || call.request.policy != 0) return KERN_INVALID_ARGUMENT;
    auto made = semaphore::create(call.request.value);
    if (!made) return made.error();
    call.reply_rights[0] = std::move(*made);
    return KERN_SUCCESS;
}

kern_return_t serve(mi::semaphore_destroy, kobject_call<mi::semaphore_destroy> &call) {
    const ref<semaphore> s = object_of<semaphore>(call.rights[0]);
    if (!s) return KERN_INVALID_ARGUMENT;
    s->terminate();
    return KERN_SUCCESS;
}

trap_outcome trap_semaphore_signal(thread &, machine::frame &frame) {
    const ref<semaphore> s = named<0>(frame);
    if (!s) return invalid();
    s->signal();
    return trap_outcome::done(KERN_SUCCESS);
}

trap_outcome trap_semaphore_signal_all(thread &, machine::frame &frame) {
    const ref<semaphore> s = named<0>(frame);
    if (!s) return invalid();
    s->signal_all();
    return trap_outcome::done(KERN_SUCCESS);
}

trap_outcome trap_semaphore_signal_thread(thread &, machine::frame &frame) {
    const ref<semaphore> s = named<0>(frame);
    const auto t =
        ipc_kobject_by_name<thread>(static_cast<mach_port_name_t>(machine::argument<1>(frame)));
    if (!s || !t) return invalid();
    return trap_outcome::done(code_of(s->signal_thread(*t)));
}

trap_outcome trap_semaphore_wait(thread &self, machine::frame &frame) {
    const ref<semaphore> s = named<0>(frame);
    return s ? s->wait(self, no_deadline) : invalid();
}

/// (wait, signal)
trap_outcome trap_semaphore_wait_signal(thread &self, machine::frame &frame) {
    const ref<semaphore> s = named<0>(frame), other = named<1>(frame);
    if (!s || !other) return invalid();
    other->signal();
    return s->wait(self, no_deadline);
}

/// (semaphore, seconds, nanoseconds)
trap_outcome trap_semaphore_timedwait(thread &self, machine::frame &frame) {
    constexpr uint64_t second = 1'000'000'000;
    const ref<semaphore> s = named<0>(frame);
    const uint64_t seconds = static_cast<uint32_t>(machine::argument<1>(frame));
    const uint64_t nanoseconds = static_cast<uint32_t>(machine::argument<2>(frame));
    if (!s || nanoseconds >= second) return invalid();
    const uint64_t time = seconds * second + nanoseconds;
    return s->wait(self, time == 0 ? 0 : machine::now() + time);
}
