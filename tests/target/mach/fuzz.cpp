// Random traps, and random messages to every port held, from several threads of tasks made for it,
// two at a time that hold rights to each other's ports: whatever they do to themselves, the kernel
// and this task go on, and nothing is left behind.
//
//     fuzz [SEED [OPERATIONS]]

#include <array>
#include <cstdlib>

#include <lib/clock.hpp>
#include <lib/thread_start.hpp>
#include <mach/mach.h>

#include "fuzz/fuzzer.hpp"
#include "mach_test.hpp"
#include "stress/balance.hpp"

namespace {

constexpr unsigned tasks = 2;
constexpr uint64_t operations_each = 20'000;  // of a thread
constexpr uint64_t look_ns = 2'000'000;
constexpr uint64_t reported_each = 5'000'000;

mach_test test("fuzz");

fuzz_arena arena;
/// Pages that all share.
struct alignas(MACH_PAGE_SIZE) board {
    fuzz_progress of[tasks * fuzz_arena::threads];

    uint64_t operations() const {
        uint64_t sum = 0;
        for (const fuzz_progress &one : of) sum += one.operations;
        return sum;
    }
};
board progress;

[[noreturn]] void fuzz(uint64_t seed, uint64_t number) {
    fuzzer(seed, arena, progress.of[number]).run(operations_each);
    (void)thread_exit_trap(0, 0, nullptr, 0);
    __builtin_unreachable();
}

uint64_t stack_top(unsigned thread) {
    return reinterpret_cast<uint64_t>(arena.stacks[thread] + fuzz_arena::stack_size) - 72;
}

/// The tasks of one round. What is given to them is theirs alone.
class round {
public:
    /// \return false when something could not be made.
    bool start(uint64_t seed, memory_object_t object) {
        bool good = true;
        for (unsigned i = 0; i < tasks; ++i)
            good = good &&
                   mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &ports_[i]) ==
                       KERN_SUCCESS &&
                   task_create(mach_task_self(), 1, &tasks_[i]) == KERN_SUCCESS;
        const auto give = [&](unsigned to, mach_port_name_t name, mach_port_t right,
                              mach_msg_type_name_t as) {
            good = good && mach_port_insert_right(tasks_[to], name, right, as) == KERN_SUCCESS;
        };
        for (unsigned i = 0; i < tasks; ++i) {
            good = good && task_set_limits(tasks_[i], 16 << 20, 2000, 100, 0) == KERN_SUCCESS;
            give(i, fuzz_names::object, object, MACH_MSG_TYPE_COPY_SEND);
            give(i, fuzz_names::neighbour, ports_[(i + 1) % tasks], MACH_MSG_TYPE_MAKE_SEND);
        }
        for (unsigned i = 0; i < tasks; ++i) {
            give(i, fuzz_names::own, ports_[i], MACH_MSG_TYPE_MOVE_RECEIVE);
            if (good) ports_[i] = MACH_PORT_NULL;
        }
        for (unsigned i = 0; i < tasks * fuzz_arena::threads; ++i) {
            const bool started =
                server::start_thread(tasks_[i % tasks], reinterpret_cast<uint64_t>(&fuzz),
                                     stack_top(i / tasks), seed * 16 + i, i) == KERN_SUCCESS;
            good = good && (started || i >= tasks);  // the first may have ended the task already
        }
        return good;
    }

    /// Waits until nothing goes on any more: all threads have ended, or wait, or are stopped.
    static void wait() {
        for (uint64_t before = ~0ull, now = progress.operations(); now != before;
             now = progress.operations()) {
            before = now;
            (void)mach_wait_until(server::monotonic_ns() + look_ns);
        }
    }

    void end() {
        for (task_t &task : tasks_) {
            if (!task) continue;
            (void)task_terminate(task);
            (void)mach_port_deallocate(mach_task_self(), task);
        }
        for (mach_port_t &port : ports_)
            if (port) (void)mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
    }

private:
    std::array<task_t, tasks> tasks_{};
    std::array<mach_port_t, tasks> ports_{};
};

/// \return the operations of one round.
uint64_t play(uint64_t seed, memory_object_t object) {
    progress = {};
    round one;
    test.check(one.start(seed, object), "tasks for a round");
    round::wait();
    one.end();
    for (const fuzz_progress &each : progress.of)
        if (each.poison != 0)
            test.report("round %llu: %#llx in a reply\n", static_cast<unsigned long long>(seed),
                        static_cast<unsigned long long>(each.poison));
    for (const fuzz_progress &each : progress.of)
        test.check(each.poison == 0, "no unwritten bytes in a reply");
    return progress.operations();
}

void settle(const balance &before) {
    before.differences(before.settled(), [](const char *what, uint64_t was, uint64_t is) {
        test.check(false, what);
        test.equal(static_cast<long long>(is), static_cast<long long>(was));
    });
}

}  // namespace

int main(int argc, char **argv) {
    const uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 0) : 1;
    const uint64_t wanted = argc > 2 ? std::strtoull(argv[2], nullptr, 0) : 300'000;
    memory_object_t object = MACH_PORT_NULL;
    test.equal(memory_object_create(mach_host_self(), 65536, &object), KERN_SUCCESS);
    test.equal(mach_vm_inherit(mach_task_self(), reinterpret_cast<mach_vm_address_t>(&progress),
                               sizeof progress, VM_INHERIT_SHARE),
               KERN_SUCCESS);
    (void)balance::now();                                    // makes this thread's reply port
    for (uint64_t i = 0; i < 3; ++i) (void)play(i, object);  // what is made at its first use
    const balance before = balance::now().settled();
    uint64_t done = 0, reported = 0;
    for (uint64_t i = 1; done < wanted && !test.failed(); ++i) {
        done += play(seed * 1'000'000 + i, object);
        if (done - reported < reported_each) continue;
        reported = done;
        test.report("fuzz: %llu operations, round %llu\n", static_cast<unsigned long long>(done),
                    static_cast<unsigned long long>(seed * 1'000'000 + i));
        settle(before);
    }
    settle(before);
    test.report("%llu operations\n", static_cast<unsigned long long>(done));
    test.finish();
}
