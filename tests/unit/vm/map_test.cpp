// Regions: placing, cutting, joining, protecting, asking.
#include "address_space.hpp"
#include "world.hpp"

#include <algorithm>

#include <CppUTest/TestHarness.h>
#include <mach/vm_region.h>

namespace {
constexpr uint64_t page = MACH_PAGE_SIZE, at = 0x400000;
constexpr vm_placement fixed(uint64_t address, int more = 0) {
    return {address, 0, VM_FLAGS_FIXED | more};
}
/// Attributes that differ from one region to the next, so that the two do not become one.
vm_attributes odd(uint64_t i) {
    return {.protection = i % 2 != 0 ? VM_PROT_READ : VM_PROT_DEFAULT};
}

kern_return_t code(const result<uint64_t> &r) { return r ? KERN_SUCCESS : r.error(); }
}  // namespace

TEST_GROUP(map) {
    uint64_t before = world::settled_free_pages();
    void teardown() override {
        const uint64_t after = world::settled_free_pages();
        LONGS_EQUAL(0, world::in_use("vm_map_entry"));
        LONGS_EQUAL(0, world::in_use("vm_object"));
        LONGS_EQUAL(0, world::in_use("vm_page_tree"));
        CHECK_TRUE(after + 40 >= before);  // zones keep a slab each
    }
};

TEST(map, fixed_memory_refuses_what_is_taken) {
    address_space s;
    LONGS_EQUAL(at, *s->allocate(fixed(at), 4 * page));
    LONGS_EQUAL(KERN_NO_SPACE, code(s->allocate(fixed(at + 3 * page), 2 * page)));
    LONGS_EQUAL(KERN_SUCCESS, s.write(at + 3 * page, 7));
    LONGS_EQUAL(at + 3 * page, *s->allocate(fixed(at + 3 * page, VM_FLAGS_OVERWRITE), 2 * page));
    LONGS_EQUAL(0, s.get(at + 3 * page));
    LONGS_EQUAL(5 * page, s->size());
    LONGS_EQUAL(KERN_INVALID_ADDRESS, code(s->allocate(fixed(0), page)));
    LONGS_EQUAL(KERN_INVALID_ADDRESS, code(s->allocate(fixed(MACH_VM_MAX_ADDRESS), page)));
    LONGS_EQUAL(KERN_INVALID_ADDRESS, code(s->allocate(fixed(~uint64_t{0} - page), 3 * page)));
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, code(s->allocate(fixed(at), 0)));
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, code(s->allocate({}, ~uint64_t{0})));
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, code(s->allocate({}, page, {VM_PROT_ALL, VM_PROT_READ, 0})));
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, code(s->allocate({}, page, {8, 15, 0})));
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, code(s->allocate({}, page, {1, 1, 3})));
}

TEST(map, anywhere_honours_mask_hint_and_holes) {
    address_space s;
    const uint64_t first = *s->allocate({}, page),
                   second = *s->allocate({0, 0xffff, VM_FLAGS_ANYWHERE}, page);
    LONGS_EQUAL(0, second & 0xffff);
    CHECK_TRUE(second > first);
    const uint64_t hinted = *s->allocate({0x7000'0000'0000, 0, VM_FLAGS_ANYWHERE}, page);
    CHECK_TRUE(hinted == 0x7000'0000'0000);
    CHECK_TRUE(*s->allocate({hinted, 0, VM_FLAGS_ANYWHERE}, page) == hinted + page);
    uint64_t many[64];
    for (uint64_t &m : many)
        m = *s->allocate({}, 3 * page, {VM_PROT_READ, VM_PROT_ALL, (&m - many) % 2 ? 0u : 1u});
    CHECK_TRUE(s->deallocate(many[20], 3 * page).has_value());
    CHECK_TRUE(s->deallocate(many[30], 3 * page).has_value());
    LONGS_EQUAL(many[20], *s->allocate({}, 2 * page));
    LONGS_EQUAL(many[30], *s->allocate({}, 3 * page));
    LONGS_EQUAL(many[20] + 2 * page, *s->allocate({}, page));
    LONGS_EQUAL(KERN_NO_SPACE, code(s->allocate({}, MACH_VM_MAX_ADDRESS)));
}

TEST(map, neighbours_become_one_region) {
    address_space s;
    for (uint64_t i = 0; i < 50; ++i) {
        LONGS_EQUAL(at + i * page, *s->allocate(fixed(at + i * page), page));
        LONGS_EQUAL(KERN_SUCCESS, s.write(at + i * page, static_cast<uint8_t>(i)));
    }
    LONGS_EQUAL(1, s->entry_count());
    CHECK_TRUE(s->protect(at + 10 * page, 5 * page, false, VM_PROT_READ).has_value());
    LONGS_EQUAL(3, s->entry_count());
    LONGS_EQUAL(KERN_PROTECTION_FAILURE, s.write(at + 12 * page, 1));
    LONGS_EQUAL(12, s.get(at + 12 * page));
    CHECK_TRUE(s->protect(at + 10 * page, 5 * page, false, VM_PROT_DEFAULT).has_value());
    LONGS_EQUAL(1, s->entry_count());
    for (int i = 0; i < 50; ++i) LONGS_EQUAL(i, s.get(at + static_cast<uint64_t>(i) * page));
}

TEST(map, memory_given_back_in_the_middle_comes_back_as_zeros) {
    address_space s;
    LONGS_EQUAL(at, *s->allocate(fixed(at), 10 * page));
    for (uint64_t i = 0; i < 10; ++i) s.write(at + i * page, 9);
    const uint64_t used = s->resident_pages();
    CHECK_TRUE(s->deallocate(at + 5 * page + 1, 5 * page - 2).has_value());
    LONGS_EQUAL(used - 5, s->resident_pages());
    LONGS_EQUAL(-KERN_INVALID_ADDRESS, s.get(at + 5 * page));
    LONGS_EQUAL(at + 5 * page, *s->allocate(fixed(at + 5 * page), 5 * page));
    LONGS_EQUAL(1, s->entry_count());
    LONGS_EQUAL(9, s.get(at + 4 * page));
    for (uint64_t i = 5; i < 10; ++i) LONGS_EQUAL(0, s.get(at + i * page));
}

TEST(map, attributes_change_all_or_nothing) {
    address_space s;
    LONGS_EQUAL(at, *s->allocate(fixed(at), 2 * page));
    LONGS_EQUAL(at + 3 * page, *s->allocate(fixed(at + 3 * page), page));
    LONGS_EQUAL(KERN_INVALID_ADDRESS, s->protect(at, 4 * page, false, VM_PROT_NONE).error());
    LONGS_EQUAL(KERN_INVALID_ADDRESS, s->inherit(at, 4 * page, VM_INHERIT_NONE).error());
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, s->inherit(at, page, 3).error());
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, s->protect(at, page, false, 8).error());
    LONGS_EQUAL(0, s.get(at));
    CHECK_TRUE(s->protect(at, page, true, VM_PROT_READ).has_value());
    LONGS_EQUAL(KERN_PROTECTION_FAILURE, s->protect(at, 2 * page, false, VM_PROT_WRITE).error());
    LONGS_EQUAL(KERN_PROTECTION_FAILURE, s.write(at, 1));
    LONGS_EQUAL(KERN_SUCCESS, s.write(at + page, 1));
    CHECK_TRUE(s->protect(at, page, false, VM_PROT_NONE).has_value());
    LONGS_EQUAL(-KERN_PROTECTION_FAILURE, s.get(at));
}

TEST(map, region_tells) {
    address_space s;
    LONGS_EQUAL(KERN_INVALID_ADDRESS, s->region(0).error());
    LONGS_EQUAL(
        at, *s->allocate(fixed(at), 4 * page, {VM_PROT_READ, VM_PROT_DEFAULT, VM_INHERIT_SHARE}));
    const vm_region r = *s->region(at - page);
    LONGS_EQUAL(at, r.start);
    LONGS_EQUAL(4 * page, r.size);
    LONGS_EQUAL(VM_PROT_READ, r.attributes.protection);
    LONGS_EQUAL(VM_PROT_DEFAULT, r.attributes.max_protection);
    LONGS_EQUAL(VM_INHERIT_SHARE, r.attributes.inheritance);
    LONGS_EQUAL(KERN_INVALID_ADDRESS, s->region(at + 4 * page).error());
    CHECK_TRUE(s->check(at, 4 * page).has_value());
    LONGS_EQUAL(KERN_INVALID_ADDRESS, s->check(at, 4 * page + 1).error());
    LONGS_EQUAL(0, s->query(at)->disposition);
    s.get(at);
    LONGS_EQUAL(VM_PAGE_QUERY_PAGE_PRESENT, s->query(at)->disposition);
}

TEST(map, limit_stops_growth) {
    address_space s;
    s->set_limit(10 * page);
    LONGS_EQUAL(at, *s->allocate(fixed(at), 8 * page));
    LONGS_EQUAL(KERN_RESOURCE_SHORTAGE, code(s->allocate({}, 3 * page)));
    CHECK_TRUE(s->allocate({}, 2 * page).has_value());
    LONGS_EQUAL(KERN_RESOURCE_SHORTAGE, code(s->allocate({}, page)));
}

TEST(map, number_of_regions_is_limited) {
    address_space s;
    constexpr uint32_t limit = vm_map::max_entries;
    for (uint64_t i = 1; i < limit; ++i)
        CHECK_TRUE(s->allocate(fixed(at + 2 * i * page), page).has_value());
    CHECK_TRUE(s->allocate(fixed(at - 5 * page), 4 * page).has_value());
    LONGS_EQUAL(limit, s->entry_count());
    LONGS_EQUAL(KERN_RESOURCE_SHORTAGE, code(s->allocate({}, page)));
    LONGS_EQUAL(KERN_RESOURCE_SHORTAGE, s->deallocate(at - 3 * page, page).error());
    CHECK_TRUE(s->deallocate(at - 2 * page, page).has_value());  // an end is not cut off
    LONGS_EQUAL(limit, s->entry_count());
    CHECK_TRUE(s->allocate(fixed(at - 2 * page), page).error() == KERN_RESOURCE_SHORTAGE);
    CHECK_TRUE(s->deallocate(at + 2 * page, 3 * page).has_value());  // cutting takes two
    CHECK_TRUE(s->deallocate(at - 4 * page, page).has_value());
    LONGS_EQUAL(limit - 1, s->entry_count());
}

TEST(map, no_gap_is_looked_at_twice) {
    for (uint64_t pages : {1, 2, 3, 5, 7, 64, 100, 4096}) {
        vm_map_gaps gaps;
        gaps.none_below(2 * vm_map_gaps::default_base, pages * page);
        LONGS_EQUAL(2 * vm_map_gaps::default_base, gaps.search_from(pages * page));
        gaps.freed(at, vm_map_gaps::default_base + (pages - 1) * page);
        LONGS_EQUAL(2 * vm_map_gaps::default_base, gaps.search_from(pages * page));
    }
}

TEST(map, gaps_are_used_again) {
    address_space s;
    const vm_placement anywhere{.address = at, .mask = 0, .flags = VM_FLAGS_ANYWHERE};
    for (uint64_t i = 0; i < 64; ++i)
        LONGS_EQUAL(at + i * 5 * page, *s->allocate(anywhere, 5 * page, odd(i)));
    CHECK_TRUE(s->deallocate(at + 50 * page, 3 * page).has_value());
    CHECK_TRUE(s->deallocate(at + 15 * page, 5 * page).has_value());
    LONGS_EQUAL(at + 320 * page, *s->allocate(anywhere, 6 * page, odd(1)));
    LONGS_EQUAL(at + 15 * page, *s->allocate(anywhere, 4 * page, odd(1)));
    LONGS_EQUAL(at + 50 * page, *s->allocate(anywhere, 3 * page, odd(0)));
    LONGS_EQUAL(at + 19 * page, *s->allocate(anywhere, page, odd(0)));
    LONGS_EQUAL(at + 326 * page, *s->allocate(anywhere, page, odd(0)));
}

TEST(map, a_taken_wish_is_a_place_to_begin) {
    address_space s;
    const vm_placement anywhere{.address = at, .mask = 0, .flags = VM_FLAGS_ANYWHERE};
    LONGS_EQUAL(at, *s->allocate(anywhere, page, odd(1)));
    LONGS_EQUAL(at + page, *s->allocate(anywhere, page, odd(0)));
    const vm_placement elsewhere{.address = 2 * at, .mask = 0, .flags = VM_FLAGS_ANYWHERE};
    LONGS_EQUAL(2 * at, *s->allocate(elsewhere, page, odd(1)));
    LONGS_EQUAL(2 * at + page, *s->allocate(elsewhere, page, odd(0)));
    LONGS_EQUAL(at + 2 * page, *s->allocate(anywhere, page, odd(1)));
    LONGS_EQUAL(int64_t{1} << 32, *s->allocate({.flags = VM_FLAGS_ANYWHERE}, page));
}

TEST(map, ends_in_pieces) {
    address_space s;
    for (uint64_t i = 0; i < 100; ++i) {
        CHECK_TRUE(s->allocate(fixed(at + 2 * i * page), page).has_value());
        s.write(at + 2 * i * page, 1);
    }
    int steps = 1;
    while (!s->terminate_step(10)) ++steps;
    LONGS_EQUAL(10, steps);
    LONGS_EQUAL(KERN_TERMINATED, code(s->allocate({}, page)));
    LONGS_EQUAL(0, s->size());
}

TEST(map, what_is_left_of_a_dying_map_is_found) {
    address_space s;
    constexpr uint64_t regions = 60;
    for (uint64_t i = 0; i < regions; ++i)
        CHECK_TRUE(s->allocate(fixed(at + 2 * i * page), page).has_value());
    for (uint64_t gone = 1; !s->terminate_step(1); ++gone) {
        for (uint64_t i = 0; i < regions; ++i) {
            const auto found = s->region(at + 2 * i * page);
            CHECK_TRUE(found.has_value());
            LONGS_EQUAL(at + 2 * std::max(i, gone) * page, found->start);
        }
    }
}

TEST(map, a_large_object_dies_piecemeal) {
    address_space s;
    constexpr uint64_t pages = 3000;
    LONGS_EQUAL(at, *s->allocate(fixed(at), pages * page));
    for (uint64_t i = 0; i < pages; ++i) s.write(at + i * page, 1);
    CHECK_TRUE(s->deallocate(at, pages * page).has_value());
    LONGS_EQUAL(0, s->resident_pages());
    world::settled_free_pages();
}

TEST(map, wiring_brings_pages_in_and_counts) {
    address_space s;
    LONGS_EQUAL(at, *s->allocate(fixed(at), 4 * page));
    CHECK_TRUE(s->wire(at, 4 * page, VM_PROT_DEFAULT).has_value());
    LONGS_EQUAL(4, s->resident_pages());
    LONGS_EQUAL(1, s->region(at)->wired);
    CHECK_TRUE(s->wire(at, 4 * page, VM_PROT_NONE).has_value());
    LONGS_EQUAL(KERN_PROTECTION_FAILURE, s->wire(at, page, VM_PROT_NONE).error());
    LONGS_EQUAL(KERN_INVALID_ADDRESS, s->wire(at, 5 * page, VM_PROT_READ).error());
}

TEST(map, kernel_bytes_go_in_and_out) {
    address_space s;
    LONGS_EQUAL(at, *s->allocate(fixed(at), 2 * page));
    const char text[] = "across the page";
    CHECK_TRUE(s->write(at + page - 5, text, sizeof text).has_value());
    LONGS_EQUAL('a', s.get(at + page - 5));
    char back[sizeof text];
    CHECK_TRUE(s->read(back, at + page - 5, sizeof text).has_value());
    STRCMP_EQUAL(text, back);
    LONGS_EQUAL(KERN_INVALID_ADDRESS, s->read(back, at + 2 * page - 3, 5).error());
    CHECK_TRUE(s->protect(at, page, false, VM_PROT_READ).has_value());
    LONGS_EQUAL(KERN_PROTECTION_FAILURE, s->write(at, text, 1).error());
}
