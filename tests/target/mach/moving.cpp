// A thread that comes from one processor to another finds its memory as it left it: what a
// processor still knows of the address space is given up when pages change meanwhile, even while
// that processor is just leaving it.

#include <atomic>

#include <lib/clock.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"
#include "stress/actor.hpp"

namespace {

mach_test test("moving");

constexpr unsigned enough = 4000;

/// Whose turn it is: two threads of two tasks give it to each other, so that the one runs on
/// another processor while its last one has not yet left its address space.
class turn {
public:
    void give(uint32_t to) {
        holder_ = to;
        (void)gsync_wake_trap(mach_task_self(), address(), 0, GSYNC_SHARED | GSYNC_BROADCAST);
    }
    /// Some milliseconds at most. \return whether it has come.
    bool wait(uint32_t until) {
        const uint32_t now = holder_;
        if (now != until)
            (void)gsync_wait_trap(mach_task_self(), address(), now, 0, 5'000'000,
                                  GSYNC_SHARED | GSYNC_TIMED);
        return holder_ == until;
    }

private:
    uint64_t address() const { return reinterpret_cast<uint64_t>(&holder_); }
    volatile uint32_t holder_ = 0;
};

/// The only thread of a task of its own.
class mover final : public actor {
public:
    explicit mover(turn &with) : turn_(with) {}
    std::atomic<unsigned> rounds{0};
    std::atomic<bool> wrong{false};

private:
    void round() override {
        mach_vm_address_t at = 0x7'0000'0000;
        if (mach_vm_allocate(mach_task_self(), &at, MACH_PAGE_SIZE, 0) != KERN_SUCCESS) {
            wrong = true;
            return;
        }
        auto *word = reinterpret_cast<volatile uint64_t *>(at);
        wrong = wrong || *word != 0;
        const uint64_t written = random.next() | 1;
        *word = written;
        move();
        wrong = wrong || *word != written;
        (void)mach_vm_deallocate(mach_task_self(), at, MACH_PAGE_SIZE);
        ++rounds;
    }
    void move() {
        turn_.give(1);
        while (!turn_.wait(0) && !stopping()) {
        }
    }

    turn &turn_;
};

class partner final : public actor {
public:
    explicit partner(turn &with) : turn_(with) {}

private:
    void round() override {
        if (turn_.wait(1)) turn_.give(0);
    }

    turn &turn_;
};

/// Shared by the three tasks.
struct alignas(MACH_PAGE_SIZE) pair {
    turn shared;
    mover moves{shared};
    partner answers{shared};
    task_t tasks[2] = {};
};
pair pairs[3];

bool start(actor &one, task_t &task, uint64_t seed) {
    return test.check(task_create(mach_task_self(), 1, &task) == KERN_SUCCESS, "a task") &&
           test.check(one.start(seed, task), "a thread");
}

void stop(actor &one, task_t task) {
    one.stop();
    test.check(one.join(), "the thread ends");
    (void)task_terminate(task);
    (void)mach_port_deallocate(mach_task_self(), task);
}

}  // namespace

int main() {
    test.equal(mach_vm_inherit(mach_task_self(), reinterpret_cast<mach_vm_address_t>(pairs),
                               sizeof pairs, VM_INHERIT_SHARE),
               KERN_SUCCESS);
    uint64_t seed = 0;
    for (pair &each : pairs) {
        if (!start(each.moves, each.tasks[0], ++seed) ||
            !start(each.answers, each.tasks[1], ++seed))
            test.finish();
        each.answers.begin();
        each.moves.begin();
    }
    for (pair &each : pairs) {
        while (each.moves.rounds < enough && !each.moves.wrong)
            (void)mach_wait_until(server::monotonic_ns() + 5'000'000);
        test.check(!each.moves.wrong, "memory is as it was left");
        stop(each.moves, each.tasks[0]);
        stop(each.answers, each.tasks[1]);
    }
    test.finish();
}
