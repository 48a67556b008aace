#include <kern/load_average.hpp>

#include <CppUTest/TestHarness.h>

namespace {
constexpr uint64_t second = 1'000'000'000;
}

TEST_GROUP(load_average) {
    load_average load;
    uint64_t now = 0, demand = 0;

    /// `threads` want to run for a while, looked at every `step`.
    void pass(uint64_t seconds, uint64_t threads, uint64_t step = second) {
        for (uint64_t passed = 0; passed < seconds * second; passed += step) {
            now += step;
            demand += step * threads;
            load.fold(now, demand);
        }
    }
    /// Rounding, second for second, comes to less than a hundredth.
    void expect(uint32_t one, uint32_t five, uint32_t fifteen) {
        const uint32_t expected[] = {one, five, fifteen};
        for (unsigned i = 0; i < load_average::spans; ++i) {
            CHECK_COMPARE(load.scaled(i), <=, expected[i] + 7);
            CHECK_COMPARE(load.scaled(i) + 7, >=, expected[i]);
        }
    }
};

// 1 - e^(-t/span)
TEST(load_average, one_thread_for_a_minute) {
    pass(60, 1);
    expect(632, 181, 64);
}

TEST(load_average, one_look_is_as_good_as_many) {
    pass(60, 3, 60 * second);
    expect(3 * 632, 3 * 181, 3 * 64);
}

TEST(load_average, goes_down_again_and_stays_at_nothing) {
    pass(3600, 2);
    expect(2000, 2000, 1963);
    pass(60, 0);
    expect(736, 1637, 1837);
    pass(10 * 24 * 3600, 0, 24 * 3600 * second);
    expect(0, 0, 0);
}

TEST(load_average, very_many_threads) {
    pass(7200, 10'000, 60 * second);
    CHECK_COMPARE(load.scaled(2), >=, 9'990'000);
    CHECK_COMPARE(load.scaled(2), <=, 10'000'000);
}

TEST(load_average, looks_close_together_change_nothing) {
    pass(60, 1);
    now += 1000;
    load.fold(now, demand + 1000 * second);
    expect(632, 181, 64);
}

TEST(load_average, less_demand_than_before_is_none) {
    pass(60, 1);
    load.fold(now + 60 * second, demand - 1000);
    expect(232, 148, 60);
}
