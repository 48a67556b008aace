#include <CppUTest/TestHarness.h>

#include <memory>
#include <vector>

#include <vfs/set_nesting.hpp>

using vfs::set_nesting;

TEST_GROUP(set_nesting) {
    set_nesting sets[6];

    bool hold(int outer, int inner) {
        const bool may = sets[outer].may_hold(sets[inner]);
        if (may) sets[outer].hold(sets[inner]);
        return may;
    }
};

TEST(set_nesting, no_ring_is_made) {
    CHECK_FALSE(hold(0, 0));
    CHECK(hold(0, 1) && hold(1, 2));
    CHECK_FALSE(hold(2, 0));
    CHECK_FALSE(hold(1, 0));
    CHECK(hold(0, 2));
    sets[1].drop(sets[2].id());
    CHECK(hold(2, 1));
    CHECK_FALSE(hold(1, 2));
}

TEST(set_nesting, levels_count_above_and_below) {
    for (int i = 0; i < 4; ++i) CHECK(hold(i, i + 1));
    CHECK_FALSE(hold(4, 5));
    CHECK_FALSE(hold(5, 0));
    CHECK(hold(5, 1));
    sets[2].drop(sets[3].id());
    CHECK(hold(4, 5));
    CHECK_FALSE(hold(5, 0));  // two above and two below
    CHECK(hold(4, 0));
}

TEST(set_nesting, held_twice_is_dropped_twice) {
    CHECK(hold(0, 1) && hold(0, 1));
    sets[0].drop(sets[1].id());
    CHECK_FALSE(hold(1, 0));
    sets[0].drop(sets[1].id());
    sets[0].drop(sets[1].id());
    CHECK(hold(1, 0));
}

TEST(set_nesting, what_is_gone_holds_nothing) {
    auto middle = std::make_unique<set_nesting>();
    sets[0].hold(*middle);
    middle->hold(sets[1]);
    const uint64_t id = middle->id();
    CHECK_FALSE(hold(1, 0));
    middle.reset();
    sets[0].drop(id);
    CHECK(hold(1, 0));
}

TEST(set_nesting, many_ways_are_looked_at_once) {
    constexpr int width = 100;
    std::vector<set_nesting> levels[4];
    for (auto &level : levels) level = std::vector<set_nesting>(width);
    for (int l = 0; l < 3; ++l)
        for (auto &outer : levels[l])
            for (auto &inner : levels[l + 1]) outer.hold(inner);
    // By each way of their own these would be a million sets.
    for (int i = 0; i < 100; ++i) CHECK(sets[0].may_hold(levels[0][0]));
    CHECK_FALSE(levels[3][0].may_hold(levels[0][0]));
}
