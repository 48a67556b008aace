// Memory that is discarded while it is on the swap space, or on its way there or back.
#include "disk_pager.hpp"

using namespace swap_world;

/// The object behind the pages.
static ref<vm_object> object_of(address_space &s) {
    lock_guard guard(s->lock);
    return s->lookup(at)->object;
}

// clang-format off
TEST_GROUP(swap_discard) {
    void teardown() override { expect_nothing_left(); }
};
// clang-format on

TEST(swap_discard, what_is_discarded_gives_its_slots_back) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    const ref<vm_object> object = object_of(s);
    swap_out(pager);
    CHECK_EQUAL(value(10), fetch(s, pager, at + 10 * page));  // and what is read along with it
    const uint64_t out = s->anonymous_pages().swapped;
    CHECK_TRUE(out < pages && out > 10);
    object->discard(4, 12);
    CHECK_EQUAL(vm_swap_space.total() - (pages - 8), vm_swap_space.free_count());
    for (unsigned i = 0; i < pages; ++i)
        CHECK_EQUAL(i >= 4 && i < 12 ? 0 : value(i), fetch(s, pager, at + i * page));
    object->discard(0, ~uint64_t{0} >> MACH_PAGE_SHIFT);
    CHECK_EQUAL(vm_swap_space.total(), vm_swap_space.free_count());
    CHECK_EQUAL(0, s.get(at));
    swap_out(pager);  // new contents of what was discarded go out like others
    CHECK_EQUAL(1, s->anonymous_pages().swapped + s->anonymous_pages().resident);
    CHECK_EQUAL(0, fetch(s, pager, at));
}

TEST(swap_discard, discarded_on_their_way_out) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    (void)vm_swap_clock::turn(4 * pages);
    (void)vm_swap_clock::turn(4 * pages);
    CHECK_TRUE(vm_swap_space.free_count() < vm_swap_space.total());
    object_of(s)->discard(0, pages);
    CHECK_TRUE(pager.work() != 0);
    CHECK_EQUAL(vm_swap_space.total(), vm_swap_space.free_count());
    CHECK_EQUAL(0, s->anonymous_pages().swapped);
    for (unsigned i = 0; i < pages; ++i) CHECK_EQUAL(0, s.get(at + i * page));
}

TEST(swap_discard, discarded_on_their_way_in) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    swap_out(pager);
    CHECK_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    object_of(s)->discard(0, pages);
    CHECK_EQUAL(0, s.get(at));
    CHECK_EQUAL(KERN_SUCCESS, s.write(at + page, 5));
    CHECK_EQUAL(1, pager.work());  // the old data come late, and are nobody's
    CHECK_EQUAL(vm_swap_space.total(), vm_swap_space.free_count());
    CHECK_EQUAL(0, s.get(at));
    CHECK_EQUAL(5, s.get(at + page));
    for (unsigned i = 2; i < pages; ++i) CHECK_EQUAL(0, s.get(at + i * page));
}
