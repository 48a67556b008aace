#include <mach/arch/aarch64/machine/counter_rate.hpp>

#include <random>

#include <CppUTest/TestHarness.h>

using machine::counter_rate;

TEST_GROUP(counter_rate){};

TEST(counter_rate, is_exact_where_the_frequency_divides_a_second) {
    constexpr auto rate = counter_rate::of(62'500'000);
    CHECK(rate.to_ns(0) == 0);
    CHECK(rate.to_ns(3) == 48);
    CHECK(rate.to_ticks(48) == 3);
    CHECK(rate.to_ticks(49) == 4);
    CHECK(rate.to_ns(62'500'000ull * 86'400 * 365 * 100) == 86'400ull * 365 * 100 * 1'000'000'000);
}

TEST(counter_rate, a_deadline_in_ticks_is_never_early) {
    std::mt19937_64 random(1);
    for (const uint64_t frequency : {1'000ull, 24'000'000ull, 19'200'000ull, 54'000'000ull,
                                     999'999'937ull, 4'000'000'000ull}) {
        const auto rate = counter_rate::of(frequency);
        for (int i = 0; i < 10'000; i++) {
            const uint64_t ns = random() >> (4 + random() % 60);
            const uint64_t ticks = rate.to_ticks(ns);
            CHECK(rate.to_ns(ticks) >= ns);
            CHECK(rate.to_ns(ticks) - ns <= 4 * (1'000'000'000 / frequency + 1) + (ns >> 31));
        }
    }
}

TEST(counter_rate, a_frequency_that_cannot_be_true_counts_as_nanoseconds) {
    CHECK(counter_rate::of(0).to_ns(5) == 5);
    CHECK(counter_rate::of(~0ull).to_ns(5) == 5);
}

TEST(counter_rate, far_deadlines_saturate) {
    CHECK(counter_rate::of(24'000'000).to_ticks(~0ull) == ~0ull >> 1);
}
