#include "world.hpp"

#include <CppUTest/TestHarness.h>
#include <machine/timer.hpp>

namespace {

timer *fired[8];
unsigned fired_count;
void note(timer &t) { fired[fired_count++] = &t; }

}  // namespace

TEST_GROUP(timer){void setup() override{world_reset(2);
fired_count = 0;
}
uint64_t advance(uint64_t now, unsigned limit = 64) {
    return processors[0].timers->advance(now, limit);
}
}
;

TEST(timer, fires_in_order_of_deadline) {
    timer a(note), b(note), c(note);
    a.arm(30);
    b.arm(10);
    c.arm(20);
    UNSIGNED_LONGS_EQUAL(30, advance(20));
    LONGS_EQUAL(2, fired_count);
    POINTERS_EQUAL(&b, fired[0]);
    POINTERS_EQUAL(&c, fired[1]);
    CHECK_FALSE(a.idle());
    CHECK_TRUE(b.idle());
    UNSIGNED_LONGS_EQUAL(timer_queue::none, advance(30));
    LONGS_EQUAL(3, fired_count);
}

TEST(timer, equal_deadlines_all_fire) {
    timer a(note), b(note);
    a.arm(10);
    b.arm(10);
    UNSIGNED_LONGS_EQUAL(timer_queue::none, advance(10));
    LONGS_EQUAL(2, fired_count);
}

TEST(timer, one_call_fires_a_bounded_number) {
    timer a(note), b(note);
    a.arm(1);
    b.arm(2);
    UNSIGNED_LONGS_EQUAL(2, advance(5, 1));
    LONGS_EQUAL(1, fired_count);
    advance(5, 1);
}

TEST(timer, cancelled_ones_do_not_fire) {
    timer a(note);
    a.cancel();
    a.arm(10);
    play(1);  // from another processor
    a.cancel();
    CHECK_TRUE(a.idle());
    play(0);
    UNSIGNED_LONGS_EQUAL(timer_queue::none, advance(100));
    LONGS_EQUAL(0, fired_count);
    a.arm(110);
    advance(110);
    LONGS_EQUAL(1, fired_count);
}

TEST(timer, hardware_is_set_to_the_first) {
    timer a(note), b(note);
    a.arm(50);
    UNSIGNED_LONGS_EQUAL(50, processors[0].tick);
    b.arm(70);
    UNSIGNED_LONGS_EQUAL(50, processors[0].tick);
    a.cancel();
    b.cancel();
}
