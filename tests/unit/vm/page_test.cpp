// Frames: the buddy allocator, the processor's cache, the reserve, the tree of an object's pages.
#include "world.hpp"

#include <map>
#include <random>
#include <vector>

#include <CppUTest/TestHarness.h>
#include <vm/vm_page_buddy.hpp>
#include <vm/vm_page_tree.hpp>

TEST_GROUP(page) {
    uint64_t before = world::settled_free_pages();
    void teardown() override {
        CHECK_TRUE(world::settled_free_pages() + 20 >= before);
    }  // zones keep slabs
};

TEST(page, init_leaves_out_what_is_reserved) {
    const uint64_t base = vm_page_table.first_frame << MACH_PAGE_SHIFT;
    CHECK_TRUE(vm_page_at(base + 0x5000)->use == vm_page_use::reserved);
    CHECK_TRUE(vm_page_at(base + 0x7000)->use == vm_page_use::reserved);
    CHECK_FALSE(vm_page_at(base + 0x8000)->use == vm_page_use::reserved);
    POINTERS_EQUAL(nullptr, vm_page_at(base - 1));
    LONGS_EQUAL(base + 0x8000, vm_page_address(*vm_page_at(base + 0x8fff)));
    CHECK_TRUE(vm_page_count().total > 15000);
}

TEST(page, blocks_are_aligned_distinct_and_merge_again) {
    std::mt19937 random(1);
    std::map<uint64_t, unsigned> blocks;  // address -> order
    for (int i = 0; i < 20000; ++i) {
        if (random() % 2 != 0 || blocks.empty()) {
            const unsigned order = random() % 6;
            vm_page *page = vm_page_allocate(order);
            if (!page) continue;
            const uint64_t address = vm_page_address(*page),
                           size = uint64_t{MACH_PAGE_SIZE} << order;
            LONGS_EQUAL(0, address % size);
            auto next = blocks.lower_bound(address);
            if (next != blocks.end()) CHECK_TRUE(address + size <= next->first);
            if (next != blocks.begin()) {
                --next;
                CHECK_TRUE(next->first + (uint64_t{MACH_PAGE_SIZE} << next->second) <= address);
            }
            blocks[address] = order;
        } else {
            auto at = blocks.lower_bound(blocks.begin()->first + random() % (64 << 20));
            if (at == blocks.end()) at = blocks.begin();
            vm_page_free(*vm_page_at(at->first), at->second);
            blocks.erase(at);
        }
    }
    for (auto [address, order] : blocks) vm_page_free(*vm_page_at(address), order);
    LONGS_EQUAL(before, world::settled_free_pages());
    vm_page *large = vm_page_allocate(vm_page_max_order);  // everything has merged
    CHECK_TRUE(large != nullptr);
    vm_page_free(*large, vm_page_max_order);
    POINTERS_EQUAL(nullptr, vm_page_allocate(vm_page_max_order + 1));
}

TEST(page, users_stop_at_the_reserve) {
    const uint64_t reserve = vm_page_count().reserve;
    const world::shortage shortage(reserve);
    POINTERS_EQUAL(nullptr, vm_page_allocate(0, vm_page_demand::user));
    POINTERS_EQUAL(nullptr, vm_page_allocate(1, vm_page_demand::user));
    vm_page *page = vm_page_allocate(0, vm_page_demand::kernel);
    CHECK_TRUE(page != nullptr);
    vm_page_free(*page, 0);
}

TEST(page, tree_finds_what_a_map_finds) {
    std::mt19937_64 random(2);
    vm_page_tree tree;
    std::map<uint64_t, vm_page *> model;
    for (int i = 0; i < 30000; ++i) {
        const unsigned bits = 1 + static_cast<unsigned>(random() % 52);
        const uint64_t index = random() & ((uint64_t{1} << bits) - 1);
        const auto next = model.lower_bound(index);
        POINTERS_EQUAL(next == model.end() ? nullptr : next->second, tree.next(index));
        const auto found = model.find(index);
        POINTERS_EQUAL(found == model.end() ? nullptr : found->second, tree.lookup(index));
        if (found == model.end() && model.size() < 400) {
            auto *page = new vm_page;
            page->resident = {nullptr, index};
            CHECK_TRUE(tree.insert(*page));
            model[index] = page;
        } else if (next != model.end()) {
            tree.remove(next->first);
            delete next->second;
            model.erase(next);
        }
        LONGS_EQUAL(model.size(), tree.count());
    }
    for (auto [index, page] : model) {
        tree.remove(index);
        delete page;
    }
    LONGS_EQUAL(0, world::in_use("vm_page_tree"));
}

TEST(page, tree_survives_lack_of_memory) {
    vm_page_tree tree;
    vm_page pages[3];
    pages[0].resident = {nullptr, 5};
    pages[1].resident = {nullptr, 5 + (uint64_t{1} << 40)};
    CHECK_TRUE(tree.insert(pages[0]));
    {
        std::vector<void *> all;  // the zone's own frames and magazine too
        const world::shortage shortage(0);
        bool failed = false;
        for (int i = 0; i < 2000 && !failed; ++i) {
            auto *page = new vm_page;
            page->resident = {nullptr, (uint64_t(i) + 1) << 44};
            failed = !tree.insert(*page);
            if (failed) {
                pages[1].resident = page->resident;
                delete page;
            } else {
                all.push_back(page);
            }
        }
        CHECK_TRUE(failed);
        CHECK_FALSE(tree.insert(pages[1]));
        POINTERS_EQUAL(&pages[0], tree.lookup(5));
        for (void *p : all) {
            auto *page = static_cast<vm_page *>(p);
            tree.remove(page->resident.index);
            delete page;
        }
    }
    tree.remove(5);
    LONGS_EQUAL(0, world::in_use("vm_page_tree"));
}
