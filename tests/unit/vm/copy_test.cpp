// Copies: fork, out-of-line memory, snapshots of shared memory, shadow chains.
#include "address_space.hpp"
#include "world.hpp"

#include <deque>
#include <vector>

#include <CppUTest/TestHarness.h>
#include <vm/vm_map_copy.hpp>

namespace {
constexpr uint64_t page = MACH_PAGE_SIZE, at = 0x400000, there = 0x8000000;
/// Objects from the one that shows `address` down to the last it shadows. Nothing else runs.
unsigned chain_length(address_space &s, uint64_t address) NO_THREAD_SAFETY_ANALYSIS {
    unsigned length = 0;
    for (vm_object *o = s->lookup(address)->object.get(); o; o = o->shadow()) ++length;
    return length;
}
constexpr vm_placement fixed(uint64_t address, int more = 0) {
    return {address, 0, VM_FLAGS_FIXED | more};
}
}  // namespace

TEST_GROUP(copy) {
    uint64_t before = world::settled_free_pages();
    void teardown() override {
        const uint64_t after = world::settled_free_pages();
        LONGS_EQUAL(0, world::in_use("vm_map_entry"));
        LONGS_EQUAL(0, world::in_use("vm_object"));
        LONGS_EQUAL(0, world::in_use("vm_map_copy"));
        CHECK_TRUE(after + 40 >= before);
    }
    void fill(address_space & s, uint64_t address, uint64_t pages, uint8_t value) {
        LONGS_EQUAL(address, *s->allocate(fixed(address), pages * page));
        for (uint64_t i = 0; i < pages; ++i)
            LONGS_EQUAL(KERN_SUCCESS, s.write(address + i * page, static_cast<uint8_t>(value + i)));
    }
};

TEST(copy, fork_by_inheritance) {
    address_space parent;
    fill(parent, at, 2, 10);
    fill(parent, there, 2, 20);
    fill(parent, there + 16 * page, 1, 30);
    CHECK_TRUE(parent->inherit(there, 2 * page, VM_INHERIT_SHARE).has_value());
    CHECK_TRUE(parent->inherit(there + 16 * page, page, VM_INHERIT_NONE).has_value());
    address_space child = parent.fork();
    LONGS_EQUAL(10, child.get(at));
    parent.write(at, 1);
    child.write(at + page, 2);
    LONGS_EQUAL(10, child.get(at));
    LONGS_EQUAL(11, parent.get(at + page));
    child.write(there, 3);
    LONGS_EQUAL(3, parent.get(there));
    parent.write(there + page, 4);
    LONGS_EQUAL(4, child.get(there + page));
    LONGS_EQUAL(-KERN_INVALID_ADDRESS, child.get(there + 16 * page));
}

TEST(copy, the_last_owner_writes_in_place) {
    address_space parent;
    fill(parent, at, 8, 1);
    {
        address_space child = parent.fork();
        LONGS_EQUAL(1, child.get(at));
    }
    const uint64_t free = world::settled_free_pages();
    for (uint64_t i = 0; i < 8; ++i) parent.write(at + i * page, 5);
    CHECK_EQUAL(free, world::settled_free_pages());
}

TEST(copy, chains_collapse_however_often_one_forks) {
    address_space parent;
    fill(parent, at, 16, 0);
    uint64_t free = 0;
    for (int round = 0; round < 100; ++round) {
        {
            address_space child = parent.fork();
            child.write(at + 3 * page, 99);
            parent.write(at + static_cast<uint64_t>(round % 16) * page,
                         static_cast<uint8_t>(round));
            LONGS_EQUAL(99, child.get(at + 3 * page));
        }
        parent.write(at + 15 * page, static_cast<uint8_t>(round));
        if (round == 50) free = world::settled_free_pages();
    }
    CHECK_TRUE(world::settled_free_pages() + 8 >= free);  // but for slabs
    CHECK_TRUE(world::in_use("vm_object") <= 3);
    for (int i = 4; i < 15; ++i)
        LONGS_EQUAL(i < 4 ? 96 + i : 80 + i, parent.get(at + static_cast<uint64_t>(i) * page));
}

TEST(copy, living_children_do_not_lengthen_the_chain) {
    address_space parent;
    fill(parent, at, 4, 1);
    std::deque<address_space> children;
    for (unsigned i = 0; i < 40; ++i) {
        children.push_back(parent.fork());
        parent.write(at, static_cast<uint8_t>(100 + i));
        LONGS_EQUAL(i == 0 ? 1 : 99 + i, children.back().get(at));
        LONGS_EQUAL(4, children.back().get(at + 3 * page));
    }
    CHECK_TRUE(chain_length(parent, at) <= 4);
    // What was stepped over is still there for the children.
    for (unsigned i = 0; i < 40; ++i) LONGS_EQUAL(i == 0 ? 1 : 99 + i, children[i].get(at));
    LONGS_EQUAL(139, parent.get(at));
    LONGS_EQUAL(2, parent.get(at + page));
}

TEST(copy, a_line_of_descendants) {
    std::deque<address_space> line;
    line.emplace_back();
    fill(line[0], at, 4, 1);
    for (unsigned i = 1; i < 40; ++i) {
        line.push_back(line.back().fork());
        line.back().write(at, static_cast<uint8_t>(100 + i));
    }
    for (unsigned i = 1; i < 40; ++i) {
        LONGS_EQUAL(100 + i, line[i].get(at));
        LONGS_EQUAL(2, line[i].get(at + page));
    }
    LONGS_EQUAL(1, line[0].get(at));
    while (line.size() > 1) line.pop_front();
    LONGS_EQUAL(139, line[0].get(at));
    LONGS_EQUAL(4, line[0].get(at + 3 * page));
}

TEST(copy, out_of_line_memory_is_a_snapshot) {
    address_space sender, receiver;
    fill(sender, at, 4, 50);
    ref<vm_map_copy> message = *vm_map_copy::copy_in(sender.map(), at + 100, 3 * page, false);
    sender.write(at + page, 1);
    const uint64_t got = *message->copy_out(receiver.map());
    LONGS_EQUAL(100, got % page);
    const uint64_t base = got - 100;
    LONGS_EQUAL(50, receiver.get(base));
    LONGS_EQUAL(51, receiver.get(base + page));
    receiver.write(base + 2 * page, 2);
    LONGS_EQUAL(52, sender.get(at + 2 * page));
    LONGS_EQUAL(4, receiver->size() / page);
    LONGS_EQUAL(KERN_INVALID_ADDRESS,
                vm_map_copy::copy_in(sender.map(), at, 5 * page, false).error());
    CHECK_TRUE(sender->protect(at, page, false, VM_PROT_NONE).has_value());
    LONGS_EQUAL(KERN_PROTECTION_FAILURE,
                vm_map_copy::copy_in(sender.map(), at, page, false).error());
    LONGS_EQUAL(0, *(*vm_map_copy::copy_in(sender.map(), at, 0, false))->copy_out(receiver.map()));
}

TEST(copy, moved_memory_leaves_its_sender) {
    address_space sender, receiver;
    fill(sender, at, 4, 60);
    ref<vm_map_copy> message = *vm_map_copy::copy_in(sender.map(), at + page, 2 * page, true);
    LONGS_EQUAL(-KERN_INVALID_ADDRESS, sender.get(at + page));
    LONGS_EQUAL(60, sender.get(at));
    const uint64_t got = *message->copy_out(receiver.map());
    LONGS_EQUAL(61, receiver.get(got));
    receiver.write(got + page, 9);
    LONGS_EQUAL(63, sender.get(at + 3 * page));
}

TEST(copy, a_dropped_message_frees_its_memory) {
    address_space sender;
    fill(sender, at, 4, 60);
    (void)vm_map_copy::copy_in(sender.map(), at, 4 * page, true);
    LONGS_EQUAL(0, sender->size());
    world::settled_free_pages();
    LONGS_EQUAL(0, world::in_use("vm_object"));
}

TEST(copy, kernel_bytes) {
    address_space receiver;
    std::vector<char> data(3 * page - 100, 'x');
    data[page] = 'y';
    ref<vm_map_copy> message = *vm_map_copy::from_kernel(data.data(), data.size());
    std::vector<char> back(data.size());
    CHECK_TRUE(message->read(back.data(), 0, back.size()).has_value());
    CHECK_TRUE(back == data);
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, message->read(back.data(), 1, back.size()).error());
    const uint64_t got = *message->copy_out(receiver.map());
    LONGS_EQUAL('y', receiver.get(got + page));
    LONGS_EQUAL(0, receiver.get(got + 3 * page - 1));
}

TEST(copy, read_follows_the_chain) {
    address_space sender;
    fill(sender, at, 2, 70);
    address_space child = sender.fork();
    child.write(at, 1);
    ref<vm_map_copy> message = *vm_map_copy::copy_in(child.map(), at, 2 * page, false);
    child.write(at, 2);
    uint8_t bytes[2];
    CHECK_TRUE(message->read(bytes, 0, 1).has_value());
    CHECK_TRUE(message->read(bytes + 1, page, 1).has_value());
    LONGS_EQUAL(1, bytes[0]);
    LONGS_EQUAL(71, bytes[1]);
}

TEST(copy, snapshots_of_shared_memory) {
    address_space a;
    fill(a, at, 3, 80);
    CHECK_TRUE(a->inherit(at, 3 * page, VM_INHERIT_SHARE).has_value());
    address_space b = a.fork(), receiver;
    ref<vm_map_copy> first = *vm_map_copy::copy_in(a.map(), at, 3 * page, false);
    ref<vm_map_copy> same = *vm_map_copy::copy_in(b.map(), at, 3 * page, false);
    b.write(at, 1);
    ref<vm_map_copy> second = *vm_map_copy::copy_in(a.map(), at, 3 * page, false);
    a.write(at, 2);
    b.write(at + page, 3);
    LONGS_EQUAL(2, b.get(at));
    const uint64_t one = *first->copy_out(receiver.map()), two = *second->copy_out(receiver.map());
    const uint64_t three = *same->copy_out(receiver.map());
    LONGS_EQUAL(80, receiver.get(one));
    LONGS_EQUAL(1, receiver.get(two));
    LONGS_EQUAL(80, receiver.get(three));
    for (uint64_t got : {one, two, three}) {
        LONGS_EQUAL(81, receiver.get(got + page));
        LONGS_EQUAL(KERN_SUCCESS, receiver.write(got + 2 * page, static_cast<uint8_t>(got >> 12)));
    }
    LONGS_EQUAL(82, a.get(at + 2 * page));
    a.write(at + 2 * page, 5);
    for (uint64_t got : {one, two, three})
        LONGS_EQUAL(static_cast<uint8_t>(got >> 12), receiver.get(got + 2 * page));
}

TEST(copy, remap_shares_or_copies) {
    address_space a, b;
    fill(a, at, 3, 90);
    vm_attributes told;
    LONGS_EQUAL(there, *b->remap(fixed(there), 2 * page, a.map(), at + page, false,
                                 VM_INHERIT_SHARE, told));
    LONGS_EQUAL(VM_PROT_DEFAULT, told.protection);
    b.write(there, 7);
    LONGS_EQUAL(7, a.get(at + page));
    const uint64_t copied =
        *b->remap({}, 2 * page, a.map(), at + page, true, VM_INHERIT_COPY, told);
    a.write(at + page, 8);
    LONGS_EQUAL(7, b.get(copied));
    LONGS_EQUAL(8, b.get(there));
    LONGS_EQUAL(KERN_INVALID_ADDRESS, b->remap({}, 9 * page, a.map(), at, false, 0, told).error());
}

TEST(copy, overwrite_across_pages) {
    address_space a, b;
    fill(a, at, 3, 1);
    fill(b, there, 3, 100);
    ref<vm_map_copy> message = *vm_map_copy::copy_in(a.map(), at, 2 * page, false);
    CHECK_TRUE(message->overwrite(b.map(), there + 100).has_value());
    LONGS_EQUAL(100, b.get(there));
    LONGS_EQUAL(1, b.get(there + 100));
    LONGS_EQUAL(2, b.get(there + page + 100));
    LONGS_EQUAL(KERN_INVALID_ADDRESS, message->overwrite(b.map(), there + 2 * page).error());
    LONGS_EQUAL(0, b.get(there + 2 * page));  // by the first, whose last bytes are zeros
}

TEST(copy, lack_of_memory_in_fork_leaves_the_parent_whole) {
    address_space parent;
    for (uint64_t i = 0; i < 400; ++i) fill(parent, at + 2 * i * page, 1, static_cast<uint8_t>(i));
    {
        const world::shortage shortage(3);
        const auto child = parent->fork();
        CHECK_FALSE(child.has_value());
        LONGS_EQUAL(KERN_RESOURCE_SHORTAGE, child.error());
    }
    for (uint64_t i = 0; i < 400; ++i) {
        LONGS_EQUAL(i % 256, parent.get(at + 2 * i * page));
        LONGS_EQUAL(KERN_SUCCESS, parent.write(at + 2 * i * page, 1));
    }
}
