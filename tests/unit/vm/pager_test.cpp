// External pagers: what the kernel asks, what answers do, what happens when none come. And objects
// by port.
#include "address_space.hpp"
#include "world.hpp"

#include <cstring>
#include <vector>

#include <CppUTest/TestHarness.h>
#include <ipc/ipc_kmsg_descriptor.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <machine/clear_page.hpp>
#include <machine/timer.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_fault.hpp>
#include <vm/vm_laundry.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_page_cache.hpp>
#include <vm/vm_pageout.hpp>
#include <vm/vm_serve.hpp>

namespace {

constexpr uint64_t page = MACH_PAGE_SIZE, at = 0x400000, size = 8 * page;
constexpr vm_placement fixed(uint64_t address) { return {address, 0, VM_FLAGS_FIXED}; }

/// A pager in one thread: a port whose messages the test takes out, and the control port that the
/// first one brought.
class test_pager {
public:
    test_pager() : port_(*ipc_port::create()) {
        object = *memory_object_pager::create_object(ipc_right_transit::make_send(*port_), size);
        const auto init = receive();
        LONGS_EQUAL(memory_object_init_routine::id, init.id);
        control_ = init.right;
    }
    ~test_pager() {
        object = nullptr;
        world::settled_free_pages();
        die();
    }
    struct message {
        mach_msg_id_t id = 0;
        uint64_t offset = 0;
        ref<ipc_port> right;
        std::vector<char> data;
    };
    /// The next message, or one with id 0.
    message receive() {
        message got;
        ipc_kmsg *kmsg;
        {
            ipc_deferred after;
            lock_guard guard(port_->lock);
            if (port_->messages.empty()) return got;
            kmsg = ipc_mqueue_dequeue(*port_, nullptr, after);
        }
        got.id = kmsg->header.msgh_id;
        if (kmsg->complex()) {
            kmsg_descriptor descriptor(kmsg->body());
            if (descriptor.is_port()) {
                got.right = ref<ipc_port>::share(*descriptor.right());
            } else {
                got.data.resize(descriptor.memory()->size());
                CHECK_TRUE(
                    descriptor.memory()->read(got.data.data(), 0, got.data.size()).has_value());
                std::memcpy(&got.offset, kmsg->body() + sizeof(mach_msg_ool_descriptor_t), 8);
            }
        } else if (kmsg->size() > sizeof(mach_msg_header_t)) {
            std::memcpy(&got.offset, &kmsg->header + 1, 8);
        }
        ipc_kmsg_destroy(kmsg);
        return got;
    }
    /// Expects a message about `offset`.
    void expect(mach_msg_id_t id, uint64_t offset) {
        const message got = receive();
        LONGS_EQUAL(id, got.id);
        LONGS_EQUAL(offset, got.offset);
    }
    void die() {
        if (port_) ipc_port_destroy(port_.leak());
        world::settled_free_pages();
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
    kern_return_t supply(uint64_t offset, char value, vm_prot_t lock = 0, bool precious = false) {
        std::vector<char> bytes(page, value);
        return call<memory_object_data_supply_routine>(
            {{}, offset, lock, precious}, *vm_map_copy::from_kernel(bytes.data(), page));
    }
    kern_return_t lock_request(uint64_t offset, memory_object_return_t back, bool flush,
                               vm_prot_t lock = 0) {
        return call<memory_object_lock_request_routine>({offset, page, back, flush, lock});
    }
    ref<vm_object> object;

private:
    ref<ipc_port> port_, control_;
};

trap_outcome resumed(thread &) { return trap_outcome::done(77); }

}  // namespace

TEST_GROUP(pager){void teardown() override{world::settled_free_pages();
LONGS_EQUAL(0, world::in_use("vm_object"));
LONGS_EQUAL(0, world::in_use("memory_object_pager"));
LONGS_EQUAL(0, world::in_use("vm_map_copy"));
LONGS_EQUAL(0, world::in_use("ipc messages"));
}
}
;

TEST(pager, a_fault_asks_waits_and_goes_on) {
    test_pager pager;
    vm_map &map = world::self().owner().map();
    LONGS_EQUAL(at, *map.map(fixed(at), size, pager.object, 0, false, {}));
    CHECK_TRUE(vm_fault(map, at + page, VM_PROT_READ).what == fault_outcome::kind::wait);
    pager.expect(memory_object_data_request_routine::id, page);
    CHECK_TRUE(vm_fault(map, at + page, VM_PROT_READ).what == fault_outcome::kind::wait);
    LONGS_EQUAL(0, pager.receive().id);  // it has been asked already
    const trap_outcome outcome = vm_fault_wait(world::self(), at + page, VM_PROT_READ, resumed);
    CHECK_TRUE(outcome.what == trap_outcome::kind::blocked);
    CHECK_FALSE(world::runnable());
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(page, 'p'));
    CHECK_TRUE(world::runnable());
    LONGS_EQUAL(77, world::self().wait.resume(world::self()).value);
    char value;
    CHECK_TRUE(map.read(&value, at + page, 1).has_value());
    LONGS_EQUAL('p', value);
    (void)vm_fault_wait(world::self(), at + page, VM_PROT_READ, resumed);  // nothing to wait for
    CHECK_TRUE(world::runnable());
    LONGS_EQUAL(77, world::self().wait.resume(world::self()).value);
    CHECK_TRUE(map.deallocate(at, size).has_value());
}

TEST(pager, an_aborted_wait_leaves_the_queue) {
    test_pager pager;
    vm_map &map = world::self().owner().map();
    LONGS_EQUAL(at, *map.map(fixed(at), size, pager.object, 0, false, {}));
    (void)vm_fault_wait(world::self(), at, VM_PROT_READ, resumed);
    CHECK_TRUE(wait_claim(world::self()));
    wait_wake(world::self(), KERN_ABORTED);
    LONGS_EQUAL(77, world::self().wait.resume(world::self()).value);
    CHECK_FALSE(world::self().wait.linked);
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(0, 'x'));
    CHECK_TRUE(map.deallocate(at, size).has_value());
    pager.receive();
}

TEST(pager, answers_without_data) {
    test_pager pager;
    address_space s;
    LONGS_EQUAL(at, *s->map(fixed(at), size, pager.object, 0, false, {}));
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    LONGS_EQUAL(KERN_SUCCESS, pager.call<memory_object_data_unavailable_routine>({0, page}));
    LONGS_EQUAL(0, s.get(at));
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at + page));
    LONGS_EQUAL(KERN_SUCCESS,
                pager.call<memory_object_data_error_routine>({page, page, KERN_FAILURE}));
    LONGS_EQUAL(-KERN_MEMORY_ERROR, s.get(at + page));
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at + page));  // the next touch asks again
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(page, 5));
    LONGS_EQUAL(5, s.get(at + page));
    while (pager.receive().id != 0) {
    }
}

TEST(pager, what_nobody_has_asked_for_is_taken) {
    test_pager pager;
    address_space s;
    LONGS_EQUAL(at, *s->map(fixed(at), size, pager.object, 0, false, {}));
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(0, 1));
    LONGS_EQUAL(1, s.get(at));
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(0, 2));  // what is here stays
    LONGS_EQUAL(1, s.get(at));
    while (pager.receive().id != 0) {
    }
}

TEST(pager, a_mapping_of_resident_pages_asks_for_none) {
    test_pager pager;
    address_space s;
    LONGS_EQUAL(at, *s->map({at, 0, VM_FLAGS_RESIDENT}, size, pager.object, 0, false, {}));
    while (pager.receive().id != 0) {
    }
    LONGS_EQUAL(-KERN_MEMORY_ERROR, s.get(at));
    LONGS_EQUAL(0, pager.receive().id);
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(0, 7));
    LONGS_EQUAL(7, s.get(at));
    while (pager.receive().id != 0) {
    }
}

TEST(pager, nonsense_answers_change_nothing) {
    test_pager pager;
    address_space s;
    LONGS_EQUAL(at, *s->map(fixed(at), size, pager.object, 0, false, {}));
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(0, 2));
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(0, 3));
    LONGS_EQUAL(2, s.get(at));
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(size, 3));  // behind the end
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, pager.supply(100, 3));
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, pager.supply(0, 3, 8));
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, pager.supply(~uint64_t{MACH_PAGE_MASK}, 3));
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, pager.call<memory_object_data_supply_routine>({}));
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, pager.call<memory_object_data_error_routine>({1, page, 0}));
    LONGS_EQUAL(-KERN_MEMORY_ERROR,
                s.get(at + size) == -KERN_INVALID_ADDRESS ? -KERN_MEMORY_ERROR : 0);
    while (pager.receive().id != 0) {
    }
}

TEST(pager, death_fails_whoever_waits_and_whoever_comes) {
    test_pager pager;
    address_space s;
    LONGS_EQUAL(at, *s->map(fixed(at), size, pager.object, 0, false, {}));
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(0, 9));
    LONGS_EQUAL(9, s.get(at));
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at + page));
    pager.die();
    LONGS_EQUAL(-KERN_MEMORY_ERROR, s.get(at + page));
    LONGS_EQUAL(9, s.get(at));  // what is here stays
    ref<vm_map_copy> message = *vm_map_copy::copy_in(s.map(), at, 2 * page, false);
    char byte = 0;
    CHECK_TRUE(message->read(&byte, 0, 1).has_value());
    LONGS_EQUAL(9, byte);
    LONGS_EQUAL(KERN_MEMORY_ERROR, message->read(&byte, page, 1).error());
}

TEST(pager, giving_up_is_like_death) {
    test_pager pager;
    address_space s;
    LONGS_EQUAL(at, *s->map(fixed(at), size, pager.object, 0, false, {}));
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    LONGS_EQUAL(KERN_SUCCESS, pager.call<memory_object_destroy_routine>({KERN_FAILURE}));
    LONGS_EQUAL(-KERN_MEMORY_ERROR, s.get(at));
    while (pager.receive().id != 0) {
    }
}

TEST(pager, lock_requests_clean_flush_and_forbid) {
    test_pager pager;
    address_space s;
    LONGS_EQUAL(at, *s->map(fixed(at), size, pager.object, 0, false, {}));
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    pager.receive();
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(0, 1, VM_PROT_WRITE));
    LONGS_EQUAL(1, s.get(at));
    LONGS_EQUAL(KERN_PAGE_WAIT, s.write(at, 2));
    pager.expect(memory_object_data_unlock_routine::id, 0);
    LONGS_EQUAL(KERN_SUCCESS, pager.lock_request(0, MEMORY_OBJECT_RETURN_DIRTY, false, 0));
    pager.expect(memory_object_lock_completed_routine::id, 0);  // it was clean
    LONGS_EQUAL(KERN_SUCCESS, s.write(at, 2));
    LONGS_EQUAL(KERN_SUCCESS, pager.lock_request(0, MEMORY_OBJECT_RETURN_DIRTY, false));
    test_pager::message back = pager.receive();
    LONGS_EQUAL(memory_object_data_return_routine::id, back.id);
    LONGS_EQUAL(2, back.data[0]);
    pager.expect(memory_object_lock_completed_routine::id, 0);
    LONGS_EQUAL(KERN_SUCCESS,
                s.write(at, 3));  // noticed again, though the page was writable before
    LONGS_EQUAL(KERN_SUCCESS, pager.lock_request(0, MEMORY_OBJECT_RETURN_ALL, true));
    back = pager.receive();
    LONGS_EQUAL(3, back.data[0]);
    pager.expect(memory_object_lock_completed_routine::id, 0);
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    pager.expect(memory_object_data_request_routine::id, 0);
}

TEST(pager, private_mappings_copy_and_are_flushed_too) {
    test_pager pager;
    address_space s;
    LONGS_EQUAL(at, *s->map(fixed(at), size, pager.object, 0, true, {}));
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at));
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(0, 1));
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at + page));
    LONGS_EQUAL(KERN_SUCCESS, pager.supply(page, 1));
    LONGS_EQUAL(KERN_SUCCESS, s.write(at, 7));
    address_space child = s.fork();
    LONGS_EQUAL(1, child.get(at + page));
    LONGS_EQUAL(KERN_SUCCESS, child.write(at, 8));
    while (pager.receive().id != 0) {
    }
    LONGS_EQUAL(KERN_SUCCESS, pager.lock_request(page, MEMORY_OBJECT_RETURN_NONE, true));
    LONGS_EQUAL(-KERN_PAGE_WAIT, child.get(at + page));
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at + page));
    LONGS_EQUAL(7, s.get(at));
    while (pager.receive().id != 0) {
    }
}

TEST(pager, clean_pages_give_way_and_dirty_ones_go_home) {
    test_pager pager;
    address_space s;
    LONGS_EQUAL(at, *s->map(fixed(at), size, pager.object, 0, false, {}));
    for (uint64_t i = 0; i < 8; ++i) {
        LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at + i * page));
        LONGS_EQUAL(KERN_SUCCESS, pager.supply(i * page, static_cast<char>(i)));
        s.get(at + i * page);
    }
    LONGS_EQUAL(KERN_SUCCESS, s.write(at + 3 * page, 99));
    while (pager.receive().id != 0) {
    }
    LONGS_EQUAL(7, vm_pageout(8));
    const auto back = pager.receive();
    LONGS_EQUAL(memory_object_data_return_routine::id, back.id);
    LONGS_EQUAL(99, back.data[0]);
    LONGS_EQUAL(-KERN_PAGE_WAIT, s.get(at + 3 * page));
    pager.receive();
}

/// Pages of one object that were all changed, more than may be under way to pagers.
class changed_pages {
public:
    static constexpr uint64_t count = 600;
    explicit changed_pages(test_pager &pager) : pager_(pager) {
        pager.object->truncate(count * page);
        LONGS_EQUAL(at, *space->map(fixed(at), count * page, pager.object, 0, false, {}));
        for (uint64_t i = 0; i < count; ++i) {
            LONGS_EQUAL(KERN_SUCCESS, pager.supply(i * page, 1));
            LONGS_EQUAL(KERN_SUCCESS, space.write(at + i * page, static_cast<char>(i)));
        }
    }
    /// How many come when memory is short.
    unsigned sent() {
        for (int i = 0; i < 20; ++i) (void)vm_pageout(64);
        return took_all();
    }
    unsigned took_all() {
        unsigned got = 0;
        for (mach_msg_id_t id; (id = pager_.receive().id) != 0;)
            got += id == memory_object_data_return_routine::id;
        return got;
    }
    address_space space;

private:
    test_pager &pager_;
};

TEST(pager, no_more_pages_go_home_than_it_takes) {
    test_pager pager;
    changed_pages pages(pager);
    const unsigned first = pages.sent();
    CHECK(first >= 32 && first < changed_pages::count / 2);
    LONGS_EQUAL(first, pages.sent());
    for (int i = 0; i < 20; ++i) (void)vm_pageout(64);
    LONGS_EQUAL(first, pages.took_all());
}

TEST(pager, what_it_does_not_take_is_given_up_waiting_for) {
    test_pager pager;
    changed_pages pages(pager);
    machine::test_time += 1;
    (void)vm_pageout(64);
    CHECK_TRUE(vm_page_laundry.active());
    CHECK(vm_make_room(20, nullptr, false) == vm_room::yield);
    machine::test_time += 21'000'000'000;
    CHECK_FALSE(vm_page_laundry.active());
    // Others' pages can go home nevertheless.
    test_pager other;
    changed_pages others(other);
    CHECK(others.sent() >= 32);
    CHECK_TRUE(vm_page_laundry.active());
    machine::test_time += 3'000'000'000;
    CHECK_FALSE(vm_page_laundry.active());
}

TEST(pager, memory_on_its_way_home_is_waited_for_but_not_by_servers) {
    test_pager pager;
    changed_pages pages(pager);
    machine::test_time += 60'000'000'000;
    {
        const world::shortage some(vm_page_reserve / 2);
        CHECK(vm_make_room(0, nullptr, true) == vm_room::retry);  // with more of the reserve
    }
    const world::shortage none(0);
    CHECK(vm_make_room(0, nullptr, false) == vm_room::yield);
    CHECK(vm_make_room(0, nullptr, true) == vm_room::none);  // there is no process to be ended
    while (pager.receive().id != 0) {
    }
}

TEST(pager, the_end_of_an_object_tells_its_pager) {
    test_pager pager;
    pager.object = nullptr;
    world::settled_free_pages();
    LONGS_EQUAL(memory_object_terminate_routine::id, pager.receive().id);
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, pager.supply(0, 1));
}

TEST(pager, named_objects_end_where_they_end) {
    address_space s, t;
    ref<vm_object> object = *vm_object::create_anonymous(3 * page + 100);
    ipc_right_transit right = *object->make_send();
    LONGS_EQUAL(at, *s->map(fixed(at), size, object, 0, false, {}));
    LONGS_EQUAL(at, *t->map(fixed(at), size, object, page, true, {}));
    LONGS_EQUAL(KERN_SUCCESS, s.write(at + 3 * page, 4));
    LONGS_EQUAL(-KERN_MEMORY_ERROR, s.get(at + 4 * page));
    LONGS_EQUAL(4, t.get(at + 2 * page));
    LONGS_EQUAL(KERN_SUCCESS, t.write(at + page, 5));
    LONGS_EQUAL(3 * page + 100, object->byte_size());
    object->truncate(page);
    LONGS_EQUAL(-KERN_MEMORY_ERROR, s.get(at + 3 * page));
    LONGS_EQUAL(-KERN_MEMORY_ERROR, t.get(at + 2 * page));
    object->truncate(5 * page);
    LONGS_EQUAL(0, s.get(at + 3 * page));
    LONGS_EQUAL(5 * page, object->byte_size());
}

TEST(pager, an_object_lives_as_long_as_its_name) {
    ipc_right_transit right;
    {
        ref<vm_object> object = *vm_object::create_anonymous(page);
        right = *object->make_send();
    }
    world::settled_free_pages();
    LONGS_EQUAL(1, world::in_use("vm_object"));
    {
        ref<vm_object> again = ipc_kobject_get<vm_object>(right.port());
        CHECK_TRUE(static_cast<bool>(again));
        ipc_right_transit second = *again->make_send();
        right = {};
        world::settled_free_pages();
        CHECK_TRUE(static_cast<bool>(second));
    }
    world::settled_free_pages();
    LONGS_EQUAL(0, world::in_use("vm_object"));
}
