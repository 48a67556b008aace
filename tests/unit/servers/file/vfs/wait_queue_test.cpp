#include <CppUTest/TestHarness.h>

#include <string>

#include <vfs/wait_queue.hpp>

namespace {

std::string order;
int budget;

/// Takes one from the budget for each step, and leaves after the last.
class taker final : public vfs::waiter {
public:
    taker(vfs::wait_queue &queue, char name, int steps) : name_(name), steps_(steps) {
        queue.join(*this);
    }
    state retry() override {
        if (budget == 0) return state::waiting;
        --budget;
        order += name_;
        if (--steps_) return state::progressed;
        leave();
        return state::finished;
    }

private:
    char name_;
    int steps_;
};

/// Removes another waiter when it is asked.
class spoiler final : public vfs::waiter {
public:
    spoiler(vfs::wait_queue &queue, vfs::waiter &victim) : victim_(victim) { queue.join(*this); }
    state retry() override {
        victim_.leave();
        return state::waiting;
    }

private:
    vfs::waiter &victim_;
};

}  // namespace

TEST_GROUP(wait_queue) {
    vfs::wait_queue queue;
    void setup() override {
        order.clear();
        budget = 0;
    }
};

TEST(wait_queue, serves_in_order_until_nobody_gets_further) {
    taker a(queue, 'a', 2), b(queue, 'b', 1), c(queue, 'c', 1);
    queue.settle();
    STRCMP_EQUAL("", order.c_str());
    budget = 3;
    queue.settle();
    STRCMP_EQUAL("abc", order.c_str());
    CHECK(a.queued());
    CHECK_FALSE(b.queued());
    budget = 5;
    queue.settle();
    STRCMP_EQUAL("abca", order.c_str());
    CHECK(queue.empty());
    LONGS_EQUAL(4, budget);
}

TEST(wait_queue, survives_the_removal_of_the_next) {
    taker a(queue, 'a', 1);
    taker b(queue, 'b', 1), c(queue, 'c', 1);
    b.leave();
    c.leave();
    spoiler s(queue, b);
    queue.join(b);
    queue.join(c);
    budget = 9;
    queue.settle();
    STRCMP_EQUAL("ac", order.c_str());
}

TEST(wait_queue, a_waiter_leaves_when_it_ends) {
    {
        taker a(queue, 'a', 1);
        CHECK_FALSE(queue.empty());
    }
    CHECK(queue.empty());
}
