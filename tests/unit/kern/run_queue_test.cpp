#include "world.hpp"

#include <vector>

#include <CppUTest/TestHarness.h>

TEST_GROUP(run_queue) { run_queue queue; };

TEST(run_queue, highest_priority_first_then_in_order) {
    const auto low = make_thread(3), first = make_thread(20), second = make_thread(20);
    queue.push(*low, run_queue::end::tail);
    queue.push(*first, run_queue::end::tail);
    queue.push(*second, run_queue::end::tail);
    LONGS_EQUAL(20, queue.top());
    POINTERS_EQUAL(first.get(), queue.pop());
    POINTERS_EQUAL(second.get(), queue.pop());
    LONGS_EQUAL(3, queue.top());
    POINTERS_EQUAL(low.get(), queue.pop());
    LONGS_EQUAL(-1, queue.top());
    POINTERS_EQUAL(nullptr, queue.pop());
}

TEST(run_queue, preempted_thread_goes_first) {
    const auto a = make_thread(15), b = make_thread(15);
    queue.push(*a, run_queue::end::tail);
    queue.push(*b, run_queue::end::head);
    POINTERS_EQUAL(b.get(), queue.pop());
    POINTERS_EQUAL(a.get(), queue.pop());
}

TEST(run_queue, from_tells_equal_from_higher) {
    const auto low = make_thread(7), high = make_thread(31);
    LONGS_EQUAL(0, queue.from(0));
    queue.push(*low, run_queue::end::tail);
    LONGS_EQUAL(1, queue.from(7));
    LONGS_EQUAL(0, queue.from(8));
    CHECK_TRUE(queue.from(0) > 1);
    queue.push(*high, run_queue::end::tail);
    CHECK_TRUE(queue.from(7) > 1);
    LONGS_EQUAL(1, queue.from(31));
    POINTERS_EQUAL(high.get(), queue.pop());
    POINTERS_EQUAL(low.get(), queue.pop());
}

TEST(run_queue, exchange_takes_the_first_before_it_queues) {
    const auto a = make_thread(15), b = make_thread(15), c = make_thread(15);
    POINTERS_EQUAL(nullptr, queue.exchange(*a, run_queue::end::tail));
    POINTERS_EQUAL(a.get(), queue.exchange(*b, run_queue::end::tail));
    CHECK_FALSE(run_queue::remove(*a));
    queue.push(*a, run_queue::end::tail);
    POINTERS_EQUAL(b.get(), queue.exchange(*c, run_queue::end::head));
    POINTERS_EQUAL(c.get(), queue.pop());
    POINTERS_EQUAL(a.get(), queue.pop());
}

TEST(run_queue, exchange_with_other_priorities) {
    const auto low = make_thread(3), middle = make_thread(9), high = make_thread(20);
    queue.push(*low, run_queue::end::tail);
    queue.push(*high, run_queue::end::tail);
    POINTERS_EQUAL(high.get(), queue.exchange(*middle, run_queue::end::tail));
    LONGS_EQUAL(9, queue.top());
    POINTERS_EQUAL(middle.get(), queue.exchange(*high, run_queue::end::tail));
    LONGS_EQUAL(20, queue.top());
    POINTERS_EQUAL(high.get(), queue.pop());
    POINTERS_EQUAL(low.get(), queue.pop());
}

TEST(run_queue, remove_finds_the_queue_by_itself) {
    const auto t = make_thread(7);
    CHECK_FALSE(run_queue::remove(*t));
    queue.push(*t, run_queue::end::tail);
    t->priority = 9;  // a change while queued does not confuse it
    CHECK_TRUE(run_queue::remove(*t));
    CHECK_FALSE(run_queue::remove(*t));
    LONGS_EQUAL(-1, queue.top());
}

TEST(run_queue, every_level_is_kept_apart) {
    std::vector<thread_pointer> all;
    for (unsigned p = 0; p < run_queue::levels; ++p) {
        all.push_back(make_thread(p));
        queue.push(*all.back(), run_queue::end::tail);
    }
    for (unsigned p = run_queue::levels; p-- != 0;) POINTERS_EQUAL(all[p].get(), queue.pop());
}
