// The traps gsync_wait, gsync_wake, gsync_requeue.

#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_space.hpp>
#include <kern/gsync_table.hpp>
#include <kern/sched.hpp>
#include <kern/syscall.hpp>
#include <kern/task.hpp>
#include <kern/user_copy.hpp>
#include <mach/gsync.h>
#include <machine/timer.hpp>
#include <vm/vm_map.hpp>

namespace {

/// Threads that one trap wakes or moves at most; a broadcast to more executes its trap again.
constexpr unsigned batch = 128;

/// A word that is waited on.
struct place {
    gsync_key key;
    ref<vm_object> object;  ///< of the key, null for private memory
};

/// \return KERN_SUCCESS, or why `where` has not been filled in
[[gnu::noinline]] kern_return_t locate_shared(vm_map &map, uint64_t address, place &where) {
    auto found = map.locate(address);
    if (!found) return found.error();
    if (found->object) where = {{found->object.get(), found->offset}, std::move(found->object)};
    return KERN_SUCCESS;
}

/// Two words of 32 bits, too, need not be at a multiple of 8, as in GNU Mach.
[[gnu::always_inline]] inline bool aligned(uint64_t address) {
    return address % 4 == 0 && address < MACH_VM_MAX_ADDRESS;
}

[[gnu::always_inline]] inline kern_return_t locate(vm_map &map, uint64_t address, uint64_t flags,
                                                   place &where) {
    where.key = {&map, address};
    return (flags & GSYNC_SHARED) ? locate_shared(map, address, where) : KERN_SUCCESS;
}

/// Calls body(bucket) with the bucket that `self` is in locked. A requeue may move it until then.
template <class Body>
void with_bucket(thread &self, Body body) NO_THREAD_SAFETY_ANALYSIS {
    for (;;) {
        gsync_bucket &bucket = *self.saved.bucket.load(std::memory_order_relaxed);
        lock_guard guard(bucket.lock);
        if (self.saved.bucket.load(std::memory_order_relaxed) == &bucket) return body(bucket);
    }
}

/// \return whether a waker had taken it out already.
bool leave(thread &self) NO_THREAD_SAFETY_ANALYSIS {
    bool woken = false;
    with_bucket(self, [&](gsync_bucket &bucket) NO_THREAD_SAFETY_ANALYSIS {
        woken = !self.wait.linked;
        if (!woken) bucket.leave(self);
    });
    self.saved.object = nullptr;
    return woken;
}

trap_outcome ended(thread &self) {
    const kern_return_t why = self.wait.result;
    if (why == KERN_SUCCESS) {  // its waker has taken it out
        self.saved.object = nullptr;
        return trap_outcome::done(KERN_SUCCESS);
    }
    return trap_outcome::done(leave(self) ? KERN_SUCCESS : why);
}

result<bool> still_equal(uint64_t address, uint64_t value, uint64_t flags) {
    if (flags & GSYNC_QUAD) {
        uint64_t word;
        TRY(copy_in(&word, address, sizeof word));
        return word == value;
    }
    uint32_t word;
    TRY(copy_in_word(word, address));
    return word == value;
}

trap_outcome wait_for(thread &self, uint64_t address, uint64_t value, uint64_t deadline,
                      uint64_t flags) NO_THREAD_SAFETY_ANALYSIS {
    {
        gsync_bucket &bucket = gsync_bucket_of(gsync_key_of(self));
        lock_guard guard(bucket.lock);
        bucket.enter(self);
    }
    const auto equal = still_equal(address, value, flags);
    if (!equal || !*equal) {
        if (leave(self)) return trap_outcome::done(KERN_SUCCESS);
        return equal ? trap_outcome::done(KERN_INVALID_ARGUMENT)
                     : trap_outcome::from(equal.error());
    }
    auto outcome = trap_outcome::blocked();
    with_bucket(self, [&](gsync_bucket &) {
        if (self.wait.linked)
            wait_begin(self, wait_kind::gsync, ended, nullptr, true, deadline);
        else
            outcome = trap_outcome::done(KERN_SUCCESS);
    });
    if (outcome.what == trap_outcome::kind::done) self.saved.object = nullptr;
    return outcome;
}

/// The task of a trap's first argument; 0 is the caller's own.
class target_task {
public:
    [[gnu::always_inline]] target_task(thread &self, uint64_t name) {
        const auto port_name = static_cast<mach_port_name_t>(name);
        task &own = self.owner();
        if (name == 0 || own.space().names_send_right(port_name, own.port())) [[likely]]
            task_ = &own;
        else
            take(port_name);
    }
    /// Null when the name is not a task's.
    task *get() const { return task_; }

private:
    [[gnu::noinline]] void take(mach_port_name_t name) {
        other_ = ipc_kobject_by_name<task>(name);
        task_ = other_.get();
    }

    task *task_;
    ref<task> other_;
};

/// A broadcast, and none but that wakes so many, that has more to do than one trap may: the trap
/// comes again.
trap_outcome after_batch(machine::frame &frame, unsigned count) {
    if (count == batch) [[unlikely]] {
        machine::rewind_syscall(frame);
        return trap_outcome::leave();
    }
    return trap_outcome::done(count != 0 ? KERN_SUCCESS : KERN_INVALID_ARGUMENT);
}

}  // namespace

/// (task, address, value_low, value_high, timeout_ns, flags). Only the own task's memory can be
/// waited on.
trap_outcome trap_gsync_wait(thread &self, machine::frame &frame) {
    const uint64_t address = machine::argument<1>(frame), flags = machine::argument<5>(frame);
    if (!aligned(address)) return trap_outcome::done(KERN_INVALID_ADDRESS);
    const target_task target(self, machine::argument<0>(frame));
    if (target.get() != &self.owner()) return trap_outcome::done(KERN_INVALID_TASK);
    place where;
    const kern_return_t error = locate(self.owner().map(), address, flags, where);
    if (error != KERN_SUCCESS) return trap_outcome::done(error);
    self.saved.gsync = {where.key.space, where.key.offset};
    self.saved.object = std::move(where.object);
    const uint64_t low = static_cast<uint32_t>(machine::argument<2>(frame));
    const uint64_t value = (flags & GSYNC_QUAD) ? low | machine::argument<3>(frame) << 32 : low;
    uint64_t deadline = no_deadline;
    if (flags & GSYNC_TIMED) {
        const uint64_t now = machine::now(), timeout = machine::argument<4>(frame);
        deadline = timeout < no_deadline - now ? now + timeout : no_deadline;
    }
    return wait_for(self, address, value, deadline, flags);
}

/// (task, address, value, flags): KERN_SUCCESS when somebody was woken, else KERN_INVALID_ARGUMENT.
trap_outcome trap_gsync_wake(thread &self, machine::frame &frame) {
    const uint64_t address = machine::argument<1>(frame), flags = machine::argument<3>(frame);
    if (!aligned(address)) return trap_outcome::done(KERN_INVALID_ADDRESS);
    const target_task target(self, machine::argument<0>(frame));
    if (!target.get()) return trap_outcome::done(KERN_INVALID_TASK);
    vm_map &map = target.get()->map();
    if (flags & GSYNC_MUTATE) {
        const uint64_t value = machine::argument<2>(frame);
        const auto written = map.write(address, &value, (flags & GSYNC_QUAD) ? 8 : 4);
        if (!written) return trap_outcome::from(written.error());
    }
    place where;
    const kern_return_t error = locate(map, address, flags, where);
    if (error != KERN_SUCCESS) return trap_outcome::done(error);
    return after_batch(frame, gsync_wake_some(where.key, (flags & GSYNC_BROADCAST) ? batch : 1));
}

/// (task, source, destination, value, wake_one, flags): as GNU Mach, the comparison with `value`
/// left to the caller.
trap_outcome trap_gsync_requeue(thread &self, machine::frame &frame) {
    const uint64_t source = machine::argument<1>(frame), destination = machine::argument<2>(frame);
    const bool wake_one = machine::argument<4>(frame) != 0;
    const uint64_t flags = machine::argument<5>(frame);
    if (!aligned(source) || !aligned(destination) || source == destination)
        return trap_outcome::done(KERN_INVALID_ADDRESS);
    const target_task target(self, machine::argument<0>(frame));
    if (!target.get()) return trap_outcome::done(KERN_INVALID_TASK);
    place from, to;
    kern_return_t error = locate(target.get()->map(), source, flags, from);
    if (error == KERN_SUCCESS) error = locate(target.get()->map(), destination, flags, to);
    if (error != KERN_SUCCESS) return trap_outcome::done(error);
    const unsigned woken = wake_one ? gsync_wake_some(from.key, 1) : 0;
    const unsigned limit = (flags & GSYNC_BROADCAST) ? batch : (wake_one ? 0 : 1);
    const unsigned moved = gsync_move_some(from.key, to.key, to.object, limit);
    return trap_outcome::done(woken + moved != 0 ? KERN_SUCCESS : KERN_INVALID_ARGUMENT);
}
