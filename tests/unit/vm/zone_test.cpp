// Zones and kalloc.
#include "world.hpp"

#include <cstring>
#include <set>
#include <vector>

#include <CppUTest/TestHarness.h>
#include <kern/zone.hpp>
#include <vm/zone_state.hpp>

namespace {
constinit zone_base tiny("tiny", 3, 1), odd("odd", 1300, 16), page_sized("page sized", 4096, 16);
}

TEST_GROUP(zone){void teardown() override{world::settled_free_pages();
}
}
;

TEST(zone, objects_are_distinct_aligned_and_counted) {
    for (zone_base *zone : {&tiny, &odd, &page_sized}) {
        std::set<void *> objects;
        for (int i = 0; i < 500; ++i) {
            void *object = zone->allocate();
            CHECK_TRUE(objects.insert(object).second);
            LONGS_EQUAL(0, reinterpret_cast<uint64_t>(object) % (zone == &tiny ? 1 : 16));
            std::memset(object, i, zone->object_size());
        }
        LONGS_EQUAL(500, zone->in_use());
        for (auto next = objects.begin(); ++next != objects.end();)
            CHECK_TRUE(static_cast<char *>(*next) - static_cast<char *>(*std::prev(next)) >=
                       long(zone->object_size()));
        for (void *object : objects) zone->free(object);
        LONGS_EQUAL(0, zone->in_use());
        CHECK_TRUE(zone->pages() <= 32);  // one empty slab and what the magazine's objects hold
    }
}

TEST(zone, many_objects_come_and_go_at_once) {
    std::set<void *> objects;
    void *some[16];
    for (unsigned round = 0; objects.size() < 500; ++round) {
        const unsigned want = 1 + round % 16, got = odd.allocate(some, want);
        CHECK_TRUE(got != 0 && got <= want);
        for (unsigned i = 0; i < got; ++i) {
            CHECK_TRUE(objects.insert(some[i]).second);
            std::memset(some[i], 1, odd.object_size());
        }
    }
    LONGS_EQUAL(objects.size(), odd.in_use());
    while (!objects.empty()) {
        unsigned count = 0;
        while (count < 16 && !objects.empty()) {
            some[count++] = *objects.begin();
            objects.erase(objects.begin());
        }
        odd.free(some, count);
    }
    LONGS_EQUAL(0, odd.in_use());
    CHECK_TRUE(odd.pages() <= 32);
}

TEST(zone, no_memory_gives_null) {
    const world::shortage shortage(0);
    std::vector<void *> got;
    while (void *object = page_sized.allocate()) got.push_back(object);
    void *more[2];
    LONGS_EQUAL(0, page_sized.allocate(more, 2));
    CHECK_TRUE(got.size() < 100);
    for (void *object : got) page_sized.free(object);
    LONGS_EQUAL(0, page_sized.in_use());
}

TEST(zone, kalloc_serves_all_sizes) {
    const uint64_t before = world::settled_free_pages();
    for (std::size_t size : {1u, 16u, 17u, 100u, 4095u, 4096u, 4097u, 70000u, 1u << 20}) {
        void *memory = kalloc(size);
        CHECK_TRUE(memory != nullptr);
        std::memset(memory, 1, size);
        kfree(memory, size);
    }
    POINTERS_EQUAL(nullptr, kalloc((1u << 20) + 1));
    CHECK_TRUE(world::settled_free_pages() + 64 >= before);
}
