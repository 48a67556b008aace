#include <kern/address_layout.hpp>

#include <set>

#include <machine/layout.h>

#include <CppUTest/TestHarness.h>

namespace {
constexpr uint64_t gib = uint64_t{1} << 30, image_size = 8u << 20;
}

TEST_GROUP(address_layout){address_layout layout_of(uint64_t seed){boot_entropy entropy;
entropy.add(seed);
return random_layout(entropy, image_size);
}
}
;

TEST(address_layout, every_layout_is_one_that_boot_tables_can_show) {
    for (uint64_t seed = 0; seed < 100'000; seed++) {
        const address_layout at = layout_of(seed);
        CHECK(at.image % 4096 == 0 && at.image / gib == (at.image + image_size - 1) / gib);
        CHECK(at.image >> 39 == ~uint64_t{0} >> 39 && at.image + image_size < ~uint64_t{0} - gib);
        CHECK(at.window % gib == 0 && at.window >> 39 == ~uint64_t{0} >> 39);
        CHECK(at.window + gib <= at.image);
        CHECK(at.direct_map % (4 * gib) == 0 && at.direct_map >= DIRECT_MAP_BASE);
        CHECK(at.direct_map + DIRECT_MAP_SIZE <= KERNEL_MAP_BEGIN);
        CHECK(at.kernel_map % 4096 == 0 && at.kernel_map >= KERNEL_MAP_BEGIN);
        CHECK(at.kernel_map % KERNEL_MAP_SIZE <= KERNEL_MAP_SIZE / 2);
        CHECK(at.kernel_map >> 39 < ~uint64_t{0} >> 39);
    }
}

TEST(address_layout, images_are_spread_over_many_places) {
    std::set<uint64_t> images, direct_maps, windows, dynamic;
    constexpr std::size_t draws = 20'000;
    for (uint64_t seed = 0; seed < draws; seed++) {
        const address_layout at = layout_of(seed);
        images.insert(at.image);
        direct_maps.insert(at.direct_map);
        windows.insert(at.window);
        dynamic.insert(at.kernel_map);
    }
    CHECK(images.size() > draws - 50);  // of 66 million places, so that three or so meet
    CHECK(direct_maps.size() > 9'000);  // of 12,288
    LONGS_EQUAL(255, windows.size());
    CHECK(dynamic.size() > draws - 5);
}

TEST(address_layout, every_word_of_entropy_counts) {
    std::set<uint64_t> seen;
    for (uint64_t which = 0; which < 4; which++)
        for (uint64_t bit = 0; bit < 64; bit++) {
            boot_entropy entropy;
            for (uint64_t word = 0; word < 4; word++)
                entropy.add(word == which ? uint64_t{1} << bit : 0);
            seen.insert(entropy.below(~uint64_t{0}));
        }
    LONGS_EQUAL(4 * 64, seen.size());
}

TEST(address_layout, words_of_a_command_line) {
    CHECK_TRUE(command_line_has("nokaslr", "nokaslr"));
    CHECK_TRUE(command_line_has("quiet nokaslr", "nokaslr"));
    CHECK_TRUE(command_line_has("a  nokaslr b", "nokaslr"));
    CHECK_FALSE(command_line_has("", "nokaslr"));
    CHECK_FALSE(command_line_has("nokaslr=0 xnokaslr", "nokaslr"));
}

TEST(address_layout, relocation_changes_the_words_that_the_table_names) {
    uint64_t words[140];
    for (uint64_t i = 0; i < 140; i++) words[i] = i;
    constexpr uint64_t linked = 0xffffffff80000000, delta = 0x123456000;
    // Word 1; then of the 63 behind it the first and the last; of the next 63 the second.
    const uint64_t table[] = {linked + 8, uint64_t{1} << 1 | uint64_t{1} << 63 | 1, 1u << 2 | 1,
                              linked + 139 * 8};
    relocate(std::begin(table), std::end(table), reinterpret_cast<uint64_t>(words) - linked, delta);
    for (uint64_t i = 0; i < 140; i++) {
        const bool named = i == 1 || i == 2 || i == 64 || i == 66 || i == 139;
        LONGS_EQUAL(named ? i + delta : i, words[i]);
    }
}
