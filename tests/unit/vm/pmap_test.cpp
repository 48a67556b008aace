// Page tables.
#include "world.hpp"

#include <CppUTest/TestHarness.h>
#include <kern/processor.hpp>
#include <machine/tlb.hpp>
#include <vm/pmap.hpp>
#include <vm/vm_object.hpp>

namespace {

struct flush {
    unsigned count = 0;
    uint64_t begin = 0, end = 0;
} last;
void note(uint32_t, uint16_t, uint64_t begin, uint64_t end) { last = {last.count + 1, begin, end}; }

constexpr uint64_t mb = 1 << 20, gb = 1 << 30;

}  // namespace

TEST_GROUP(pmap) {
    uint64_t before = world::settled_free_pages();
    pmap space{pmap::half::user};
    void setup() override {
        CHECK_TRUE(space.initialise().has_value());
        space.activate(this_processor().space, 0);
        machine::on_tlb_flush = note;
        last = {};
    }
    void teardown() override {
        space.finalise();
        machine::on_tlb_flush = nullptr;
        CHECK_TRUE(world::settled_free_pages() + 8 >= before);  // empty tables are kept
    }
    void enter(uint64_t address, uint64_t physical, vm_prot_t protection = VM_PROT_DEFAULT) {
        CHECK_TRUE(space.enter(address, {physical, protection}).has_value());
    }
};

TEST(pmap, finds_what_was_entered) {
    for (uint64_t i = 0; i < 100; ++i)
        enter(gb * i + mb * i + MACH_PAGE_SIZE * i, MACH_PAGE_SIZE * (i + 1));
    LONGS_EQUAL(100, space.resident_pages());
    LONGS_EQUAL(0, last.count);
    for (uint64_t i = 0; i < 100; ++i)
        LONGS_EQUAL(MACH_PAGE_SIZE * (i + 1), space.extract(gb * i + mb * i + MACH_PAGE_SIZE * i));
    CHECK_TRUE(space.extract(5 * MACH_PAGE_SIZE) == pmap::no_frame);
    space.remove(0, MACH_VM_MAX_ADDRESS);
    LONGS_EQUAL(0, space.resident_pages());
    CHECK_TRUE(last.count > 1 && last.count < 20);  // in pieces, between which interrupts come
}

TEST(pmap, flushes_once_an_operation_and_only_what_changed) {
    enter(mb, 0x5000);
    enter(mb, 0x5000);
    LONGS_EQUAL(0, last.count);
    enter(mb, 0x6000);
    LONGS_EQUAL(1, last.count);
    enter(3 * mb, 0x7000, VM_PROT_READ);
    space.restrict(0, gb, VM_PROT_READ, machine::memory_type::normal);
    LONGS_EQUAL(2, last.count);
    CHECK_EQUAL(mb, last.begin);
    CHECK_EQUAL(mb + MACH_PAGE_SIZE, last.end);
    space.restrict(0, gb, VM_PROT_READ, machine::memory_type::normal);
    LONGS_EQUAL(2, last.count);
    space.restrict(0, gb, VM_PROT_NONE, machine::memory_type::normal);
    LONGS_EQUAL(0, space.resident_pages());
}

TEST(pmap, whole_tables_go_without_a_look_inside) {
    for (uint64_t i = 0; i < 1024; ++i) enter(4 * mb + i * MACH_PAGE_SIZE, 0x1000);
    enter(4 * mb - MACH_PAGE_SIZE, 0x1000);
    enter(8 * mb, 0x1000);
    space.remove(4 * mb, 8 * mb);
    LONGS_EQUAL(2, space.resident_pages());
    space.remove(0, 16 * mb);
    LONGS_EQUAL(0, space.resident_pages());
}

TEST(pmap, a_processor_that_never_idled_forgets_too) {
    static uint32_t told;
    constexpr unsigned late = 2;
    space.activate(processors[late].space, late);
    enter(mb, 0x5000);
    machine::on_tlb_flush = [](uint32_t mask, uint16_t, uint64_t, uint64_t) { told = mask; };
    space.remove(mb, mb + MACH_PAGE_SIZE);
    processors[late].space.running = nullptr;
    LONGS_EQUAL(1 << late, told & 1 << late);
}

TEST(pmap, neighbours_are_entered_where_nothing_is) {
    enter(2 * mb, 0x1000, VM_PROT_READ);
    const pmap_mapping three[] = {{0x9000, VM_PROT_READ}, {}, {0x3000, VM_PROT_READ}};
    space.enter_absent(2 * mb, three, 3);
    LONGS_EQUAL(0x1000, space.extract(2 * mb));
    CHECK_TRUE(space.extract(2 * mb + MACH_PAGE_SIZE) == pmap::no_frame);
    LONGS_EQUAL(0x3000, space.extract(2 * mb + 2 * MACH_PAGE_SIZE));
    space.enter_absent(64 * mb, three, 3);  // no table there
    LONGS_EQUAL(2, space.resident_pages());
    space.remove(0, gb);
}

TEST(pmap, no_frame_for_a_table) {
    enter(mb, 0x1000);
    {
        const world::shortage shortage(0);
        bool failed = false;
        for (uint64_t i = 1; i < 200 && !failed; ++i)
            failed = !space.enter(i * 512 * gb, {0x1000, VM_PROT_READ}).has_value();
        CHECK_TRUE(failed);
        LONGS_EQUAL(0x1000, space.extract(mb));
        space.remove(0, MACH_VM_MAX_ADDRESS);
    }
    LONGS_EQUAL(0, space.resident_pages());
}
