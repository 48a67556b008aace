#include <CppUTest/TestHarness.h>

#include <vfs/description.hpp>
#include <vfs/record_locks.hpp>

using vfs::lock_type;

TEST_GROUP(record_locks) {
    vfs::record_locks locks;
    vfs::description one, two;

    vfs::record_lock lock(uint32_t pid, lock_type type, uint64_t begin, uint64_t end) {
        return {{pid, &one, vfs::lock_kind::process}, type, begin, end};
    }
    vfs::record_lock flock(const vfs::description &d, lock_type type) {
        return {{0, &d, vfs::lock_kind::flock}, type, 0, UINT64_MAX};
    }
    vfs::record_lock described(const vfs::description &d, lock_type type) {
        return {{1, &d, vfs::lock_kind::of_description}, type, 0, UINT64_MAX};
    }
    bool free(uint32_t pid, lock_type type, uint64_t begin, uint64_t end) {
        return !locks.conflict(lock(pid, type, begin, end));
    }
    void set(const vfs::record_lock &l) { CHECK(locks.set(l).has_value()); }
};

TEST(record_locks, readers_share_writers_do_not) {
    set(lock(1, lock_type::shared, 0, 10));
    CHECK(free(2, lock_type::shared, 0, 10));
    CHECK_FALSE(free(2, lock_type::exclusive, 9, 20));
    CHECK(free(2, lock_type::exclusive, 10, 20));
    CHECK(free(1, lock_type::exclusive, 0, 10));
    set(lock(2, lock_type::exclusive, 10, UINT64_MAX));
    CHECK_FALSE(free(1, lock_type::shared, 1u << 30, UINT64_MAX));
}

TEST(record_locks, unlocking_the_middle_splits) {
    set(lock(1, lock_type::exclusive, 0, 30));
    CHECK(locks.clear({1, &one, vfs::lock_kind::process}, 10, 20).has_value());
    CHECK_FALSE(free(2, lock_type::shared, 9, 10));
    CHECK(free(2, lock_type::shared, 10, 20));
    CHECK_FALSE(free(2, lock_type::shared, 20, 21));
}

TEST(record_locks, a_new_lock_replaces_the_owners_old_one) {
    set(lock(1, lock_type::exclusive, 0, 30));
    set(lock(1, lock_type::shared, 10, 20));
    CHECK(free(2, lock_type::shared, 10, 20));
    CHECK_FALSE(free(2, lock_type::shared, 0, 10));
    set(lock(1, lock_type::exclusive, 10, 20));
    const vfs::record_lock *held = locks.conflict(lock(2, lock_type::shared, 15, 16));
    LONGS_EQUAL(0, held->begin);  // neighbours have become one again
    LONGS_EQUAL(30, held->end);
}

TEST(record_locks, flock_and_record_locks_do_not_see_each_other) {
    set(flock(one, lock_type::exclusive));
    CHECK(free(9, lock_type::exclusive, 0, 1));
    CHECK(locks.conflict(flock(two, lock_type::shared)));
    CHECK_FALSE(locks.conflict(flock(one, lock_type::shared)));
}

TEST(record_locks, a_descriptions_locks_hold_against_processes_even_its_own) {
    set(described(one, lock_type::exclusive));
    CHECK_FALSE(free(1, lock_type::shared, 0, 1));
    CHECK(locks.conflict(described(two, lock_type::shared)));
    CHECK_FALSE(locks.conflict(described(one, lock_type::shared)));
    CHECK_FALSE(locks.conflict(flock(two, lock_type::exclusive)));
    locks.clear_process(1);
    CHECK_FALSE(free(2, lock_type::shared, 0, 1));
    locks.clear_description(one);
    CHECK(free(2, lock_type::shared, 0, 1));
}

TEST(record_locks, closing_gives_up) {
    set(flock(one, lock_type::exclusive));
    set(lock(1, lock_type::exclusive, 0, 10));
    set(lock(2, lock_type::exclusive, 10, 20));
    locks.clear_process(2);
    CHECK(free(3, lock_type::exclusive, 10, 20));
    locks.clear_description(one);
    CHECK(locks.empty());
}

TEST(record_locks, circles_of_waiting_are_found) {
    vfs::lock_wait_graph graph;
    CHECK(graph.add(1, 2));
    CHECK(graph.add(2, 3));
    CHECK(graph.closes_circle(3, 1));
    CHECK_FALSE(graph.closes_circle(4, 1));
    graph.remove(2);
    CHECK_FALSE(graph.closes_circle(3, 1));
}

namespace {
/// Counts how often it is asked.
struct asked final : vfs::waiter {
    unsigned times = 0;
    state retry() override {
        ++times;
        return state::waiting;
    }
};
}  // namespace

TEST(record_locks, the_end_of_a_process_gives_up_its_locks_on_every_file) {
    vfs::record_locks other, never_locked;
    asked here, there;
    locks.waiters().join(here);
    other.waiters().join(there);
    set(lock(1, lock_type::exclusive, 0, 10));
    set(lock(2, lock_type::exclusive, 10, 20));
    CHECK(other.set(lock(1, lock_type::exclusive, 0, 10)).has_value());
    vfs::record_locks::end_of_process(1);
    CHECK(free(3, lock_type::exclusive, 0, 10));
    CHECK_FALSE(free(3, lock_type::exclusive, 10, 20));
    CHECK(other.empty());
    CHECK_EQUAL(1u, here.times);
    CHECK_EQUAL(1u, there.times);
    // A file without locks is not visited, one that is locked anew is.
    vfs::record_locks::end_of_process(2);
    CHECK_EQUAL(1u, there.times);
    CHECK(other.set(lock(4, lock_type::exclusive, 0, 10)).has_value());
    vfs::record_locks::end_of_process(4);
    CHECK_EQUAL(2u, there.times);
    here.leave();
    there.leave();
}
