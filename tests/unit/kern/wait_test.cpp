#include "world.hpp"

#include <CppUTest/TestHarness.h>
#include <kern/sched.hpp>
#include <machine/timer.hpp>

namespace {

trap_outcome resumed(thread &) { return trap_outcome::leave(); }

}  // namespace

TEST_GROUP(wait) {
    thread_pointer self;
    void setup() override {
        world_reset(2);
        self = make_thread(15);
        become_current();
    }
    void teardown() override { self.reset(); }
    /// Makes `self` current on the processor that is played.
    void become_current() {
        self->wait.status = thread_wait::state::running;
        this_processor().current = self.get();
        this_processor().current_waits = false;
    }
    void begin(bool interruptible, uint64_t deadline = no_deadline) {
        wait_begin(*self, wait_kind::sleep, resumed, nullptr, interruptible, deadline);
    }
    bool queued() { return self->queued_in.load() != nullptr; }
};

TEST(wait, only_one_claim_succeeds) {
    begin(true);
    CHECK_TRUE(this_processor().current_waits);
    CHECK_TRUE(wait_claim(*self));
    CHECK_FALSE(wait_claim(*self));
    wait_wake(*self, KERN_SUCCESS);
    CHECK_TRUE(queued());
    (void)run_queue::remove(*self);
}

TEST(wait, a_running_thread_cannot_be_claimed) { CHECK_FALSE(wait_claim(*self)); }

TEST(wait, an_abort_that_came_before_ends_it_at_once) {
    self->ast = AST_ABORT;
    begin(false);
    CHECK_TRUE(queued());
    LONGS_EQUAL(KERN_ABORTED, self->wait.result);
    (void)run_queue::remove(*self);
}

TEST(wait, an_interrupt_ends_interruptible_waits_only) {
    self->ast = AST_INTERRUPT;
    begin(false);
    CHECK_FALSE(queued());
    wait_abort(*self, true);
    CHECK_FALSE(queued());
    wait_abort(*self, false);
    CHECK_TRUE(queued());
    (void)run_queue::remove(*self);
    become_current();
    begin(true);
    CHECK_TRUE(queued());
    (void)run_queue::remove(*self);
}

TEST(wait, an_interrupt_found_in_the_library_ends_the_next_wait_only) {
    self->ast = AST_INTERRUPTED;
    begin(true);
    CHECK_TRUE(queued());
    (void)run_queue::remove(*self);
    become_current();
    begin(true);
    CHECK_FALSE(queued());
}

TEST(wait, a_deadline_claims_like_anybody) {
    begin(true, 100);
    processors[0].timers->advance(99, 64);
    CHECK_FALSE(queued());
    processors[0].timers->advance(100, 64);
    CHECK_TRUE(queued());
    LONGS_EQUAL(KERN_OPERATION_TIMED_OUT, self->wait.result);
    CHECK_TRUE(self->wait_timer.idle());
    (void)run_queue::remove(*self);
}

TEST(wait, a_wake_beats_the_deadline) {
    begin(true, 100);
    CHECK_TRUE(wait_claim(*self));
    processors[0].timers->advance(100, 64);  // finds it claimed
    CHECK_FALSE(queued());
    wait_wake(*self, KERN_SUCCESS);
    LONGS_EQUAL(KERN_SUCCESS, self->wait.result);
    (void)run_queue::remove(*self);
}

TEST(wait, a_second_hand_off_goes_to_the_queue) {
    const auto other = make_thread(15);
    begin(true);
    CHECK_TRUE(wait_claim(*self));
    thread_handoff(*self, KERN_SUCCESS);
    POINTERS_EQUAL(self.get(), this_processor().handoff);
    other->wait.status = thread_wait::state::claimed;
    thread_handoff(*other, KERN_SUCCESS);
    POINTERS_EQUAL(self.get(), this_processor().handoff);
    CHECK_TRUE(run_queue::remove(*other));
}

TEST_GROUP(enqueue) {
    thread_pointer a, b;
    void setup() override {
        world_reset(2);
        a = make_thread(15);
        b = make_thread(15);
    }
    void teardown() override {
        (void)run_queue::remove(*a);
        (void)run_queue::remove(*b);
        a.reset();
        b.reset();
    }
};

TEST(enqueue, goes_to_an_idle_processor_and_wakes_it) {
    processors[0].current = a.get();
    idle_processors = 2;
    b->last_processor = 0;
    sched_enqueue(*b);
    LONGS_EQUAL(15, processors[1].queue->top());
    LONGS_EQUAL(1, signals_to(1));
}

TEST(enqueue, stays_where_it_ran_when_nobody_idles) {
    processors[0].current = a.get();
    processors[1].running_priority = 15;
    processors[1].slicing = true;
    b->last_processor = 1;
    sched_enqueue(*b);
    LONGS_EQUAL(15, processors[1].queue->top());
    LONGS_EQUAL(0, signals_to(1));
}

TEST(enqueue, never_goes_to_a_processor_that_does_not_run) {
    b->last_processor = 5;
    sched_enqueue(*b);
    LONGS_EQUAL(15, processors[0].queue->top());
}

TEST(enqueue, a_higher_priority_preempts) {
    processors[0].current = a.get();
    b->priority = 20;
    sched_enqueue(*b);
    CHECK_TRUE(a->ast.load() & AST_PREEMPT);
}

TEST(enqueue, an_equal_one_gets_its_turn_after_a_quantum) {
    processors[0].current = a.get();
    sched_enqueue(*b);
    CHECK_FALSE(a->ast.load() & AST_PREEMPT);
    UNSIGNED_LONGS_EQUAL(sched_quantum, processors[0].slice_end);
    sched_tick(sched_quantum - 1);
    CHECK_FALSE(processors[0].slice_over);
    sched_tick(sched_quantum);
    CHECK_TRUE(processors[0].slice_over);
    CHECK_TRUE(a->ast.load() & AST_PREEMPT);
}
