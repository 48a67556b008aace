#include <chip/boot_ranges.hpp>

#include <bitset>
#include <random>

#include <CppUTest/TestHarness.h>

TEST_GROUP(boot_ranges){};

TEST(boot_ranges, joins_what_touches) {
    physical_range r[4];
    std::size_t n = 0;
    CHECK(range_set_add(r, n, 4, 10, 20));
    CHECK(range_set_add(r, n, 4, 30, 40));
    CHECK(range_set_add(r, n, 4, 20, 30));
    LONGS_EQUAL(1, n);
    LONGS_EQUAL(10, r[0].begin);
    LONGS_EQUAL(40, r[0].end);
}

TEST(boot_ranges, says_when_it_is_full) {
    physical_range r[2];
    std::size_t n = 0;
    CHECK(range_set_add(r, n, 2, 10, 20));
    CHECK(range_set_add(r, n, 2, 30, 40));
    CHECK_FALSE(range_set_add(r, n, 2, 50, 60));
    CHECK(range_set_add(r, n, 2, 15, 35));
    LONGS_EQUAL(1, n);
}

TEST(boot_ranges, equals_a_set_of_numbers) {
    std::mt19937 random(3);
    for (int round = 0; round < 500; ++round) {
        physical_range r[64];
        std::size_t n = 0;
        std::bitset<100> model, seen;
        for (int i = 0; i < 12; ++i) {
            const uint64_t begin = random() % 90, end = begin + random() % 10;
            CHECK(range_set_add(r, n, 64, begin, end));
            for (uint64_t j = begin; j < end; ++j) model.set(j);
        }
        for (std::size_t i = 0; i < n; ++i) {
            CHECK(r[i].begin < r[i].end && (i == 0 || r[i - 1].end < r[i].begin));
            for (uint64_t j = r[i].begin; j < r[i].end; ++j) seen.set(j);
        }
        CHECK(seen == model);
    }
}

TEST(boot_ranges, rounds_memory_inwards_and_use_outwards) {
    boot_info boot{};
    CHECK(boot_add_memory(boot, 1, 0x3fff));
    LONGS_EQUAL(0x1000, boot.memory[0].begin);
    LONGS_EQUAL(0x3000, boot.memory[0].end);
    CHECK(boot_add_memory(boot, ~uint64_t{0} - 5, ~uint64_t{0}));
    LONGS_EQUAL(1, boot.memory_count);
    CHECK(boot_reserve(boot, 0x1fff, 0x2001));
    LONGS_EQUAL(0x1000, boot.reserved[0].begin);
    LONGS_EQUAL(0x3000, boot.reserved[0].end);
}
