// Everything that can be taken away is taken away from whoever uses it, on all processors: ports
// with messages and rights in flight, tasks that are sent to, sets that are received from, memory
// that is being sent, pagers that are asked, processors and threads that run. Afterwards each
// message's send-once right has come back, and the kernel holds what it held before.
//
//     stress [SEED [SECONDS]]

#include <cstdlib>

#include <lib/service.hpp>

#include "mach_test.hpp"
#include "stress/balance.hpp"
#include "stress/breaker.hpp"
#include "stress/machine.hpp"
#include "stress/paging.hpp"
#include "stress/receiver.hpp"
#include "stress/sender.hpp"
#include "stress/victim.hpp"

namespace {

mach_test test("stress");

/// In memory that the pagers' task shares.
struct alignas(MACH_PAGE_SIZE) pager_task {
    harbour all;
    pager pagers[2] = {pager(all), pager(all)};
    toucher touchers[2] = {toucher(all, pagers[0]), toucher(all, pagers[1])};
    actor *const actors[4] = {&touchers[0], &touchers[1], &pagers[0], &pagers[1]};
};
pager_task paging;

harbour &all = paging.all;
// The breaker's targets, and those of the victims.
constexpr unsigned first_slot = harbour::target_count - 2;
sender senders[] = {sender(all), sender(all), sender(all)};
receiver receivers[] = {receiver(all), receiver(all), receiver(all)};
witness_reader witness(all);
port_breaker ports[] = {port_breaker(all, 0, first_slot / 2),
                        port_breaker(all, first_slot / 2, first_slot)};
memory_breaker memory;
victims killers[] = {victims(all, first_slot), victims(all, first_slot + 1)};
semaphore_breaker semaphores(all);
semaphore_waiter waiters[] = {semaphore_waiter(semaphores), semaphore_waiter(semaphores)};
processor_stopper processors;

/// Whom the disturber disturbs, with those of the pagers' task.
actor *const workers[] = {&senders[0],   &senders[1], &senders[2], &receivers[0], &receivers[1],
                          &receivers[2], &ports[0],   &ports[1],   &memory,       &killers[0],
                          &killers[1],   &semaphores, &waiters[0], &waiters[1]};
thread_disturber disturber(workers, std::size(workers));

void wait_ms(uint64_t ms) { (void)mach_wait_until(server::monotonic_ns() + ms * 1'000'000); }

/// The witness has everything back, or never will.
bool accounted() {
    for (int i = 0; i < 400; ++i) {
        if (all.replied + all.destroyed == all.made) return true;
        wait_ms(5);
    }
    return false;
}

/// A task that shares this one's pagers, and has a copy of the rest.
task_t make_pager_task() {
    const task_t self = mach_task_self();
    task_t task = MACH_PORT_NULL;
    test.equal(mach_vm_inherit(self, reinterpret_cast<mach_vm_address_t>(&paging), sizeof paging,
                               VM_INHERIT_SHARE),
               KERN_SUCCESS);
    test.equal(task_create(self, 1, &task), KERN_SUCCESS);
    return task;
}

void play(uint64_t seed, uint64_t ms) {
    if (!test.check(all.open(), "room for the ports")) return;
    const task_t pagers = make_pager_task();
    bool started = witness.start(seed);
    const auto start = [&](actor &one, task_t in) {
        started = one.start(seed = seed * 31 + 7, in) && started;
    };
    for (actor *one : paging.actors) start(*one, pagers);
    for (actor *one : workers) start(*one, mach_task_self());
    start(disturber, mach_task_self());
    start(processors, mach_task_self());
    if (!test.check(started, "threads for all")) return;
    actor *const others[] = {&witness, &processors, &disturber};
    for (actor *one : paging.actors) one->begin();
    for (actor *one : workers) one->begin();
    for (actor *one : others) one->begin();
    wait_ms(ms);
    const auto join = [](actor &one, const char *kind, unsigned number) {
        if (one.join()) return;
        test.report("%s %u does not end\n", kind, number);
        test.check(false, "all threads end");
        test.finish();
    };
    const auto end = [&](actor &one) {
        one.stop();
        join(one, "other", 0);
    };
    end(disturber);
    for (actor *one : workers) one->stop();
    for (unsigned i = 0; i < std::size(workers); ++i) join(*workers[i], "worker", i);
    for (actor *one : paging.actors) end(*one);  // the pagers last: who touches waits for them
    end(processors);
    (void)task_terminate(pagers);
    (void)mach_port_deallocate(mach_task_self(), pagers);
    all.close();
    test.check(accounted(), "each send-once right has come back");
    end(witness);
    all.close_witness();
    if (all.fault.load()) {
        test.check(false, all.fault);
        test.equal(all.fault_value, 0);
    }
}

}  // namespace

int main(int argc, char **argv) {
    const uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 0) : 1;
    const uint64_t seconds = argc > 2 ? std::strtoull(argv[2], nullptr, 0) : 4;
    test.check(processors.open(server::granted("host_priv")), "the processors");
    wait_ms(300);      // bootstrap comes to rest
    play(seed, 1500);  // the first use of a kind of object makes some that stay
    wait_ms(100);
    const balance before = balance::now();
    play(seed + 1, seconds * 1000);
    before.differences(before.settled(), [](const char *what, uint64_t was, uint64_t is) {
        test.check(false, what);
        test.equal(static_cast<long long>(is), static_cast<long long>(was));
    });
    test.report("%llu messages: %llu replies, %llu destroyed\n",
                static_cast<unsigned long long>(all.made.load()),
                static_cast<unsigned long long>(all.replied.load()),
                static_cast<unsigned long long>(all.destroyed.load()));
    test.finish();
}
