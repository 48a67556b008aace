// Anonymous memory on the swap space: out, in, and what failing disks and dying pagers do to it.
#include "disk_pager.hpp"

#include <machine/timer.hpp>
#include <vm/vm_fault.hpp>
#include <vm/vm_pageout.hpp>

using namespace swap_world;

// clang-format off
TEST_GROUP(swap) {
    void teardown() override { expect_nothing_left(); }
};
// clang-format on

TEST(swap, pages_go_out_and_come_back) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    const uint64_t before = world::settled_free_pages();
    swap_out(pager);
    CHECK_EQUAL(pages, s->anonymous_pages().swapped);
    CHECK_EQUAL(0, s->anonymous_pages().resident);
    CHECK_TRUE(world::settled_free_pages() >= before + pages - 1);
    CHECK_EQUAL(vm_swap_space.total() - pages, vm_swap_space.free_count());
    CHECK_EQUAL(0, pager.disk.count(0));  // the header
    expect_all(s, pager);
    CHECK_EQUAL(0, s->anonymous_pages().swapped);
}

TEST(swap, what_is_used_stays) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    for (unsigned i = 0; i < 24; ++i) {
        CHECK_EQUAL(value(5), fetch(s, pager, at + 5 * page));
        (void)vm_swap_clock::turn(1);  // never twice past it without a touch
        pager.work();
    }
    CHECK_EQUAL(pages - 1, s->anonymous_pages().swapped);
    CHECK_EQUAL(value(5), s.get(at + 5 * page));
}

TEST(swap, unchanged_pages_are_not_written_again) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    swap_out(pager);
    expect_all(s, pager);
    CHECK_EQUAL(KERN_SUCCESS, s.write(at + 7 * page, 99));
    (void)vm_swap_clock::turn(4 * pages);
    (void)vm_swap_clock::turn(4 * pages);
    (void)vm_swap_clock::turn(4 * pages);
    CHECK_EQUAL(pages - 1, s->anonymous_pages().swapped);
    CHECK_EQUAL(1, pager.work());
    CHECK_EQUAL(pages, s->anonymous_pages().swapped);
    CHECK_EQUAL(99, fetch(s, pager, at + 7 * page));
    CHECK_EQUAL(value(8), fetch(s, pager, at + 8 * page));
}

TEST(swap, a_page_written_to_on_its_way_out_is_not_lost) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    (void)vm_swap_clock::turn(4 * pages);
    (void)vm_swap_clock::turn(4 * pages);
    CHECK_EQUAL(KERN_SUCCESS, s.write(at, 77));
    CHECK_EQUAL(value(1), s.get(at + page));
    CHECK_TRUE(pager.work() != 0);
    CHECK_EQUAL(77, s.get(at));               // never left
    CHECK_EQUAL(value(1), s.get(at + page));  // nor did this
    swap_out(pager);
    CHECK_EQUAL(77, fetch(s, pager, at));
}

TEST(swap, forked_memory_goes_out_once) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space parent;
    fill(parent);
    address_space child = parent.fork();
    CHECK_EQUAL(KERN_SUCCESS, parent.write(at + page, 88));
    swap_out(pager);
    CHECK_EQUAL(vm_swap_space.total() - pages - 1, vm_swap_space.free_count());
    CHECK_EQUAL(pages, parent->anonymous_pages().swapped);  // no region has more than its size
    CHECK_EQUAL(pages, child->anonymous_pages().swapped);
    expect_all(child, pager);
    CHECK_EQUAL(88, fetch(parent, pager, at + page));
    CHECK_EQUAL(value(20), fetch(parent, pager, at + 20 * page));
    CHECK_EQUAL(KERN_SUCCESS, parent.write(at + 20 * page, 5));
    swap_out(pager);
    for (kern_return_t kr; (kr = parent.write(at + 20 * page, 6)) != KERN_SUCCESS;) {
        CHECK_EQUAL(KERN_PAGE_WAIT, kr);
        CHECK_TRUE(pager.work() != 0);
    }
    CHECK_EQUAL(value(20), fetch(child, pager, at + 20 * page));
    CHECK_EQUAL(6, fetch(parent, pager, at + 20 * page));
}

TEST(swap, what_is_out_is_not_mapped_from_below) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space parent;
    fill(parent);
    address_space child = parent.fork();
    for (unsigned i = 0; i < pages; i += 2)
        CHECK_EQUAL(KERN_SUCCESS, parent.write(at + i * page, 200));
    swap_out(pager);
    expect_all(child, pager);  // the pages below are here again, those above are not
    CHECK_EQUAL(value(1), fetch(parent, pager, at + page));
    CHECK_EQUAL(200, fetch(parent, pager, at));
    for (unsigned i = 0; i < pages; ++i)
        CHECK_EQUAL(i % 2 == 0 ? 200 : value(i), fetch(parent, pager, at + i * page));
}

TEST(swap, a_disk_that_takes_nothing_is_as_good_as_full) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    bool exhausted = false;
    for (unsigned i = 0; i < 20'000 && !exhausted; ++i) {
        (void)vm_swap_clock::turn(4 * pages);
        while (const mach_msg_id_t id = pager.receive())
            if (id == memory_object_data_return_routine::id) pager.fail();
        exhausted = vm_swap_clock::exhausted();
    }
    CHECK_TRUE(exhausted);
    for (unsigned i = 0; i < pages; ++i) CHECK_EQUAL(value(i), s.get(at + i * page));
}

TEST(swap, a_chain_is_shortened_with_what_is_out) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    for (unsigned generation = 0; generation < 6; ++generation) {
        const address_space child = s.fork();
        kern_return_t kr;
        while ((kr = s.write(at + generation * page, value(generation))) == KERN_PAGE_WAIT)
            CHECK_TRUE(pager.work() != 0);
        CHECK_EQUAL(KERN_SUCCESS, kr);
        swap_out(pager);
    }
    expect_all(s, pager);
    CHECK_TRUE(world::in_use("vm_object") <= 2 + 3);  // the space, its lobby, and a short chain
}

TEST(swap, the_disk_does_not_take_it) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    (void)vm_swap_clock::turn(4 * pages);
    (void)vm_swap_clock::turn(4 * pages);
    unsigned refused = 0;
    while (const mach_msg_id_t id = pager.receive()) {
        if (id != memory_object_data_return_routine::id) continue;
        pager.fail();
        ++refused;
    }
    CHECK_TRUE(refused != 0);
    CHECK_EQUAL(0, s->anonymous_pages().swapped);
    CHECK_EQUAL(vm_swap_space.total(), vm_swap_space.free_count());
    for (unsigned i = 0; i < pages; ++i) CHECK_EQUAL(value(i), s.get(at + i * page));
}

TEST(swap, the_disk_does_not_give_it_back) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    swap_out(pager);
    CHECK_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    CHECK_EQUAL(memory_object_data_request_routine::id, pager.receive());
    CHECK_TRUE(pager.length > page);
    pager.fail();
    CHECK_EQUAL(-KERN_PAGE_WAIT, s.get(at + page));  // it need not be this one
    CHECK_EQUAL(1, pager.work());
    CHECK_EQUAL(value(1), s.get(at + page));
    CHECK_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    CHECK_EQUAL(memory_object_data_request_routine::id, pager.receive());
    CHECK_EQUAL(page, pager.length);
    pager.fail();
    CHECK_EQUAL(-KERN_MEMORY_ERROR, s.get(at));
    CHECK_EQUAL(value(0), fetch(s, pager, at));  // the next touch asks again
}

TEST(swap, answers_that_nobody_asked_for) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space s;
    fill(s);
    swap_out(pager);
    const std::vector<char> bytes(page, 'x');
    const auto supply = [&](uint64_t offset) {
        return pager.call<memory_object_data_supply_routine>(
            {{}, offset, 0, false}, *vm_map_copy::from_kernel(bytes.data(), bytes.size()));
    };
    CHECK_EQUAL(KERN_SUCCESS, supply(page));
    CHECK_EQUAL(KERN_SUCCESS, supply(uint64_t{1} << 50));
    CHECK_EQUAL(KERN_SUCCESS, pager.call<memory_object_data_written_routine>({page, page}));
    CHECK_EQUAL(KERN_INVALID_ARGUMENT, pager.call<memory_object_data_written_routine>({1, page}));
    CHECK_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    CHECK_EQUAL(memory_object_data_request_routine::id, pager.receive());
    // Less than was asked for is no data, and neither is that it is "written".
    CHECK_TRUE(pager.length > page);
    CHECK_EQUAL(KERN_SUCCESS, supply(pager.offset));
    CHECK_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    CHECK_EQUAL(memory_object_data_request_routine::id, pager.receive());
    CHECK_EQUAL(page, pager.length);
    CHECK_EQUAL(KERN_SUCCESS,
                pager.call<memory_object_data_written_routine>({pager.offset, pager.length}));
    CHECK_EQUAL(-KERN_MEMORY_ERROR, s.get(at));
    expect_all(s, pager);
}

TEST(swap, another_pager_takes_the_place_of_a_dead_one) {
    disk_pager first, second;
    CHECK_EQUAL(KERN_SUCCESS, first.take_over());
    address_space s;
    fill(s);
    swap_out(first);
    CHECK_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    first.die();
    CHECK_FALSE(vm_swap_space.alive());
    CHECK_TRUE(vm_swap_space.expects_pager());
    CHECK_TRUE(s->demand() == vm_page_demand::user);
    CHECK_TRUE(world::self().owner().map().demand() == vm_page_demand::kernel);
    machine::test_time += 30'000'000'000;
    CHECK_FALSE(vm_swap_space.expects_pager());
    CHECK_EQUAL(-KERN_PAGE_WAIT, s.get(at));  // until there is another
    (void)vm_fault_wait(world::self(), at, VM_PROT_READ, nullptr);
    CHECK_EQUAL(KERN_INVALID_ARGUMENT, second.take_over(space_size / 2));
    CHECK_EQUAL(KERN_SUCCESS, second.take_over());
    CHECK_TRUE(world::self().owner().map().demand() == vm_page_demand::user);
    second.disk = first.disk;
    expect_all(s, second);
}

TEST(swap, the_dead_take_their_slots_along) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    {
        address_space s;
        fill(s);
        swap_out(pager);
        CHECK_EQUAL(-KERN_PAGE_WAIT, s.get(at));
        (void)vm_swap_clock::turn(4 * pages);
    }
    world::settled_free_pages();
    pager.work();  // what was under way ends without its pages
    CHECK_EQUAL(vm_swap_space.total(), vm_swap_space.free_count());
}

TEST(swap, a_full_space) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over(11 * page));
    CHECK_EQUAL(10, vm_swap_space.total());
    address_space s;
    fill(s);
    swap_out(pager);
    CHECK_EQUAL(0, vm_swap_space.free_count());
    CHECK_EQUAL(10, s->anonymous_pages().swapped);
    bool exhausted = false;
    for (unsigned i = 0; i < 20'000 && !exhausted; ++i) {
        (void)vm_swap_clock::turn(4 * pages);
        exhausted = vm_swap_clock::exhausted();
    }
    CHECK_TRUE(exhausted);
    CHECK_FALSE(vm_swap_clock::exhausted());  // said once
    expect_all(s, pager);
}

TEST(swap, wired_memory_and_servers_memory_stay) {
    disk_pager pager;
    CHECK_EQUAL(KERN_SUCCESS, pager.take_over());
    address_space process, server;
    fill(process);
    CHECK_EQUAL(at, *server->allocate({at, 0, VM_FLAGS_FIXED}, size));
    CHECK_EQUAL(KERN_SUCCESS, server.write(at, 5));
    CHECK_TRUE(process->wire(at, size, VM_PROT_READ).has_value());
    swap_out(pager);
    CHECK_EQUAL(0, process->anonymous_pages().swapped + server->anonymous_pages().swapped);
    CHECK_TRUE(process->wire(at, size, VM_PROT_NONE).has_value());
    swap_out(pager);
    CHECK_EQUAL(pages, process->anonymous_pages().swapped);
}

TEST(swap, spaces_that_cannot_be) {
    disk_pager pager;
    CHECK_EQUAL(KERN_INVALID_ARGUMENT, pager.take_over(0));
    CHECK_EQUAL(KERN_INVALID_ARGUMENT, pager.take_over(page));
    CHECK_EQUAL(KERN_INVALID_ARGUMENT, pager.take_over(2 * page - 1));
}
