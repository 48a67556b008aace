// A semaphore lives as long as somebody can name it: with the last right it ends, and who waits for
// it learns of that.

#include <lib/thread_start.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"
#include "stress/balance.hpp"

namespace {

mach_test test("semaphores");

mach_port_t self() { return mach_task_self(); }

uint64_t in_use() {
    const balance all = balance::now();
    const host_zone_record_t *zone = all.zone("semaphore");
    return zone ? zone->in_use : 0;
}

/// Waits on what its argument names, and tells how that ended on a semaphore of its own.
struct waiter {
    semaphore_t awaited = MACH_PORT_NULL, done = MACH_PORT_NULL;
    volatile kern_return_t result = -1;
    alignas(16) char stack[16384];

    [[noreturn]] static void run(uint64_t address) {
        auto &w = *reinterpret_cast<waiter *>(address);
        w.result = semaphore_wait_trap(w.awaited);
        (void)semaphore_signal_trap(w.done);
        (void)thread_exit_trap(0, 0, nullptr, 0);
        __builtin_unreachable();
    }
};
waiter one;

void rights_are_its_life() {
    semaphore_t kept = MACH_PORT_NULL, lost = MACH_PORT_NULL;
    test.equal(semaphore_create(self(), &kept, SYNC_POLICY_FIFO, 0), KERN_SUCCESS);
    const uint64_t before = in_use();
    for (int i = 0; i < 1000; ++i) {
        test.equal(semaphore_create(self(), &lost, SYNC_POLICY_FIFO, 0), KERN_SUCCESS);
        test.equal(mach_port_deallocate(self(), lost), KERN_SUCCESS);
    }
    test.equal(static_cast<long long>(in_use()), static_cast<long long>(before));
    // A second right to it, in the same name, is a reason to stay.
    test.equal(mach_port_mod_refs(self(), kept, MACH_PORT_RIGHT_SEND, 1), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), kept), KERN_SUCCESS);
    test.equal(semaphore_signal_trap(kept), KERN_SUCCESS);
    test.equal(semaphore_wait_trap(kept), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), kept), KERN_SUCCESS);
    test.equal(semaphore_signal_trap(kept), KERN_INVALID_ARGUMENT);
    test.equal(static_cast<long long>(in_use()), static_cast<long long>(before - 1));
}

void a_task_takes_its_own_along() {
    const uint64_t before = in_use();
    task_t task = MACH_PORT_NULL;
    test.equal(task_create(self(), 0, &task), KERN_SUCCESS);
    semaphore_t made = MACH_PORT_NULL;
    test.equal(semaphore_create(self(), &made, SYNC_POLICY_FIFO, 0), KERN_SUCCESS);
    test.equal(mach_port_insert_right(task, 0x7001, made, MACH_MSG_TYPE_MOVE_SEND), KERN_SUCCESS);
    test.equal(static_cast<long long>(in_use()), static_cast<long long>(before + 1));
    test.equal(task_terminate(task), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), task), KERN_SUCCESS);
    for (int i = 0; i < 400 && in_use() != before; ++i)  // in pieces, by whoever has time
        (void)mach_wait_until(server::monotonic_ns() + 5'000'000);
    test.equal(static_cast<long long>(in_use()), static_cast<long long>(before));
}

void who_waits_is_told() {
    test.equal(semaphore_create(self(), &one.awaited, SYNC_POLICY_FIFO, 0), KERN_SUCCESS);
    test.equal(semaphore_create(self(), &one.done, SYNC_POLICY_FIFO, 0), KERN_SUCCESS);
    thread_t thread = MACH_PORT_NULL;
    test.equal(server::start_thread(self(), reinterpret_cast<uint64_t>(&waiter::run),
                                    reinterpret_cast<uint64_t>(one.stack + sizeof one.stack) - 72,
                                    reinterpret_cast<uint64_t>(&one), 0, &thread),
               KERN_SUCCESS);
    thread_basic_info info{};
    do {
        mach_msg_type_number_t count = THREAD_BASIC_INFO_COUNT;
        test.equal(
            thread_info(thread, THREAD_BASIC_INFO, reinterpret_cast<thread_info_t>(&info), &count),
            KERN_SUCCESS);
    } while (info.run_state != TH_STATE_WAITING);
    test.equal(mach_port_deallocate(self(), one.awaited), KERN_SUCCESS);
    test.equal(semaphore_wait_trap(one.done), KERN_SUCCESS);
    test.equal(one.result, KERN_TERMINATED);
}

}  // namespace

int main() {
    (void)in_use();  // makes this thread's reply port
    rights_are_its_life();
    a_task_takes_its_own_along();
    who_waits_is_told();
    test.finish();
}
