// Tasks, threads, and switching between them.

#include <atomic>

#include <lib/thread_start.hpp>
#include <mach/gsync.h>

#include "mach_bench.hpp"

using mach_bench::measure;
using mach_bench::must;

namespace {

constexpr uint64_t stack_size = 16384;

uint64_t stack_top() {
    mach_vm_address_t stack = 0;
    must("stack", mach_vm_allocate(mach_task_self(), &stack, stack_size, VM_FLAGS_ANYWHERE));
    return stack + stack_size - 8;
}

/// Waits on a word; each wake lets it run once round.
struct sleeper {
    std::atomic<uint32_t> word{0}, rounds{0};

    [[noreturn]] static void run(uint64_t address) {
        auto &self = *reinterpret_cast<sleeper *>(address);
        for (;;) {
            const uint32_t seen = self.word.load();
            self.rounds.fetch_add(1);
            (void)gsync_wait_trap(mach_task_self(), reinterpret_cast<uint64_t>(&self.word), seen, 0,
                                  0, 0);
        }
    }
};

void bench_gsync() {
    sleeper waiter;
    thread_t thread = MACH_PORT_NULL;
    must("thread",
         server::start_thread(mach_task_self(), reinterpret_cast<uint64_t>(&sleeper::run),
                              stack_top(), reinterpret_cast<uint64_t>(&waiter), 0, &thread));
    auto wake = [&] {
        const uint32_t before = waiter.rounds.load();
        waiter.word.fetch_add(1);
        (void)gsync_wake_trap(mach_task_self(), reinterpret_cast<uint64_t>(&waiter.word), 0, 0);
        while (waiter.rounds.load() == before) (void)thread_switch(MACH_PORT_NULL, 0, 0);
    };
    while (waiter.rounds.load() == 0) (void)thread_switch(MACH_PORT_NULL, 0, 0);
    measure("gsync_wake_run", 500, wake);
    must("terminate", thread_terminate(thread));
}

[[noreturn]] void yield_for_ever(uint64_t) {
    for (;;) (void)thread_switch(MACH_PORT_NULL, 0, 0);
}

void bench_switch() {
    task_t other = MACH_PORT_NULL;
    thread_t thread = MACH_PORT_NULL;
    const uint64_t stack = stack_top();
    must("task", task_create(mach_task_self(), 1, &other));
    must("thread", server::start_thread(other, reinterpret_cast<uint64_t>(&yield_for_ever), stack,
                                        0, 0, &thread));
    // There and back are two switches.
    measure("thread_switch", 500, [&] { (void)thread_switch(MACH_PORT_NULL, 0, 0); }, 2);
    must("terminate", task_terminate(other));
}

}  // namespace

void bench_tasks() {
    const task_t self = mach_task_self();
    measure("thread_create_terminate", 100, [&] {
        thread_t thread = MACH_PORT_NULL;
        must("create", thread_create(self, &thread));
        must("terminate", thread_terminate(thread));
        must("right", mach_port_deallocate(self, thread));
    });
    measure("task_create_terminate", 50, [&] {
        task_t task = MACH_PORT_NULL;
        must("create", task_create(self, 0, &task));
        must("terminate", task_terminate(task));
        must("right", mach_port_deallocate(self, task));
    });
    // Regions that cannot be merged: every second page, each touched.
    constexpr int regions = 50;
    mach_vm_address_t area = 0;
    must("area", mach_vm_allocate(self, &area, 2 * regions * MACH_PAGE_SIZE, VM_FLAGS_ANYWHERE));
    for (int i = 0; i < regions; ++i) {
        *reinterpret_cast<volatile char *>(area + 2 * i * MACH_PAGE_SIZE) = 1;
        must("gap", mach_vm_deallocate(self, area + (2 * i + 1) * MACH_PAGE_SIZE, MACH_PAGE_SIZE));
    }
    measure("task_fork_like", 20, [&] {
        task_t task = MACH_PORT_NULL;
        must("create", task_create(self, 1, &task));
        must("terminate", task_terminate(task));
        must("right", mach_port_deallocate(self, task));
    });
    bench_gsync();
    bench_switch();
}
