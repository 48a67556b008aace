// Anonymous memory on the swap space: out, in, and what failing disks and dying pagers do to it.
#include "address_space.hpp"
#include "world.hpp"

#include <cstring>
#include <map>
#include <memory>
#include <vector>

#include <CppUTest/TestHarness.h>
#include <ipc/ipc_kmsg_descriptor.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <machine/timer.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_fault.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_pageout.hpp>
#include <vm/vm_serve.hpp>
#include <vm/vm_swap.hpp>
#include <vm/vm_swap_clock.hpp>

namespace {

constexpr uint64_t page = MACH_PAGE_SIZE, at = 0x400000;
constexpr unsigned pages = 40;
constexpr uint64_t size = pages * page, space_size = 200 * page;

/// A default memory manager with its disk, in one thread.
class disk_pager {
public:
    disk_pager() : port_(*ipc_port::create()) {}
    ~disk_pager() { die(); }
    kern_return_t take_over(uint64_t bytes = space_size) {
        const auto started = vm_swap_space.start(ipc_right_transit::make_send(*port_), bytes);
        return started ? KERN_SUCCESS : started.error();
    }
    void die() {
        if (port_) ipc_port_destroy(port_.leak());
        world::settled_free_pages();
    }
    /// Takes one message out. \return its id; 0: there is none.
    mach_msg_id_t receive() {
        ipc_kmsg *kmsg;
        {
            ipc_deferred after;
            lock_guard guard(port_->lock);
            if (port_->messages.empty()) return 0;
            kmsg = ipc_mqueue_dequeue(*port_, nullptr, after);
        }
        const mach_msg_id_t id = kmsg->header.msgh_id;
        data.clear();
        length = 0;
        if (kmsg->complex()) {
            kmsg_descriptor descriptor(kmsg->body());
            if (descriptor.is_port()) {
                control_ = ref<ipc_port>::share(*descriptor.right());
            } else {
                data.resize(descriptor.memory()->size());
                CHECK_TRUE(descriptor.memory()->read(data.data(), 0, data.size()).has_value());
                std::memcpy(&offset, kmsg->body() + sizeof(mach_msg_ool_descriptor_t), 8);
                length = data.size();
            }
        } else if (kmsg->size() > sizeof(mach_msg_header_t)) {
            std::memcpy(&offset, &kmsg->header + 1, 8);
            std::memcpy(&length, reinterpret_cast<char *>(&kmsg->header + 1) + 8, 8);
        }
        ipc_kmsg_destroy(kmsg);
        return id;
    }
    template <class Routine>
    kern_return_t call(const typename Routine::request &request, ref<vm_map_copy> memory = {}) {
        typename Routine::reply reply{};
        kobject_descriptors in{}, out{};
        in.memory[0] = std::move(memory);
        kobject_call<Routine> c{{*control_, world::self(), request, in.rights.data(),
                                 in.memory.data(), in.arrays.data()},
                                reply,
                                out.rights.data(),
                                out.memory.data(),
                                out.arrays.data()};
        return serve(Routine{}, c);
    }
    void fail() {
        CHECK_EQUAL(KERN_SUCCESS, call<memory_object_data_error_routine>({offset, length, 1}));
    }
    /// Does what it is asked, until nothing more comes. \return requests.
    unsigned work() {
        unsigned done = 0;
        while (const mach_msg_id_t id = receive()) {
            if (id == memory_object_data_return_routine::id) {
                for (uint64_t i = 0; i < length; i += page)
                    disk[offset + i].assign(data.begin() + static_cast<long>(i),
                                            data.begin() + static_cast<long>(i + page));
                CHECK_EQUAL(KERN_SUCCESS,
                            call<memory_object_data_written_routine>({offset, length}));
            } else if (id == memory_object_data_request_routine::id) {
                std::vector<char> bytes;
                for (uint64_t i = 0; i < length; i += page) {
                    CHECK_TRUE(disk.contains(offset + i));
                    bytes.insert(bytes.end(), disk[offset + i].begin(), disk[offset + i].end());
                }
                CHECK_EQUAL(KERN_SUCCESS,
                            call<memory_object_data_supply_routine>(
                                {{}, offset, 0, false},
                                *vm_map_copy::from_kernel(bytes.data(), bytes.size())));
            } else {
                continue;
            }
            ++done;
        }
        return done;
    }
    uint64_t offset = 0, length = 0;
    std::vector<char> data;
    std::map<uint64_t, std::vector<char>> disk;

private:
    ref<ipc_port> port_, control_;
};

uint8_t value(unsigned index) { return static_cast<uint8_t>(index * 3 + 1); }

/// A process with some pages, each with its own value.
void fill(address_space &s) {
    s->pageable = true;
    CHECK_EQUAL(at, *s->allocate({at, 0, VM_FLAGS_FIXED}, size));
    for (unsigned i = 0; i < pages; ++i)
        CHECK_EQUAL(KERN_SUCCESS, s.write(at + i * page, value(i)));
}

/// Reads a byte, with the pager's help if need be.
int fetch(address_space &s, disk_pager &pager, uint64_t address) {
    int got;
    while ((got = s.get(address)) == -KERN_PAGE_WAIT) CHECK_TRUE(pager.work() != 0);
    return got;
}

void expect_all(address_space &s, disk_pager &pager) {
    for (unsigned i = 0; i < pages; ++i) CHECK_EQUAL(value(i), fetch(s, pager, at + i * page));
}

/// Lets the clock go round until nothing is left to do.
void swap_out(disk_pager &pager) {
    for (unsigned i = 0; i < 8; ++i) {
        (void)vm_swap_clock::turn(4 * pages);
        pager.work();
    }
}

}  // namespace

TEST_GROUP(swap){void teardown() override{world::settled_free_pages();
CHECK_EQUAL(vm_swap_space.total(), vm_swap_space.free_count());
std::destroy_at(&vm_swap_space);
std::construct_at(&vm_swap_space);
world::settled_free_pages();
CHECK_EQUAL(0, world::in_use("vm_object"));
CHECK_EQUAL(0, world::in_use("vm_map_copy"));
CHECK_EQUAL(0, world::in_use("ipc messages"));
CHECK_EQUAL(0, world::in_use("vm_page_tree"));
}
}
;

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

/// The object behind the pages.
static ref<vm_object> object_of(address_space &s) {
    lock_guard guard(s->lock);
    return s->lookup(at)->object;
}

TEST(swap, what_is_discarded_gives_its_slots_back) {
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

TEST(swap, discarded_on_their_way_out) {
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

TEST(swap, discarded_on_their_way_in) {
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
