#include "world.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <CppUTest/TestHarness.h>
#include <kern/gsync_table.hpp>
#include <vm/vm_object.hpp>

namespace {

int space;

gsync_key key_at(uint64_t offset) { return {&space, offset}; }

void enter(thread &t, const gsync_key &key) {
    t.saved.gsync = {key.space, key.offset};
    gsync_bucket &bucket = gsync_bucket_of(key);
    lock_guard guard(bucket.lock);
    bucket.enter(t);
}

}  // namespace

TEST_GROUP(gsync){void setup() override{world_reset(1);
}
}
;

TEST(gsync, neighbouring_words_spread_over_the_buckets) {
    std::array<unsigned, gsync_buckets> load{};
    for (uint64_t i = 0; i < 8 * gsync_buckets; ++i) ++load[gsync_hash(key_at(0x10000 + i * 4))];
    CHECK_TRUE(*std::max_element(load.begin(), load.end()) < 40);
}

TEST(gsync, one_word_of_many_pages_spreads_too) {
    std::array<unsigned, gsync_buckets> load{};
    for (uint64_t i = 0; i < 8 * gsync_buckets; ++i) ++load[gsync_hash(key_at(0x10000 + i * 4096))];
    CHECK_TRUE(*std::max_element(load.begin(), load.end()) < 40);
}

TEST(gsync, wakes_only_its_key_and_at_most_the_limit) {
    const auto a = make_thread(15), b = make_thread(15), c = make_thread(15);
    enter(*a, key_at(0x1000));
    enter(*b, key_at(0x1000));
    enter(*c, key_at(0x2000));
    LONGS_EQUAL(1, gsync_wake_some(key_at(0x1000), 1));
    CHECK_FALSE(a->wait.linked);
    CHECK_TRUE(b->wait.linked);
    LONGS_EQUAL(1, gsync_wake_some(key_at(0x1000), 5));
    LONGS_EQUAL(0, gsync_wake_some(key_at(0x1000), 5));
    LONGS_EQUAL(1, gsync_wake_some(key_at(0x2000), 5));
}

TEST(gsync, a_move_takes_waiters_to_the_other_word) {
    const auto a = make_thread(15), b = make_thread(15);
    enter(*a, key_at(0x1000));
    enter(*b, key_at(0x1000));
    LONGS_EQUAL(2, gsync_move_some(key_at(0x1000), key_at(0x3000), nullptr, 10));
    LONGS_EQUAL(0, gsync_wake_some(key_at(0x1000), 10));
    LONGS_EQUAL(2, gsync_wake_some(key_at(0x3000), 10));
}

/// Who looks for a waiter lets interrupts in now and then, though thousands wait for other words in
/// the same bucket, and loses neither its place nor anybody, whatever happens meanwhile.
TEST(gsync, a_crowd_in_the_bucket_is_passed_in_pieces) {
    constexpr unsigned crowd = 3'500;
    const gsync_key wanted = key_at(0x1000);
    uint64_t other = 0x2000;
    while (gsync_hash(key_at(other)) != gsync_hash(wanted)) other += 4;
    const auto self = make_thread(15), last = make_thread(15), late = make_thread(15);
    processors[0].current = self.get();
    std::vector<thread_pointer> waiters;
    for (unsigned i = 0; i < crowd; ++i)
        enter(*waiters.emplace_back(make_thread(15)), key_at(other));
    enter(*last, wanted);
    unsigned pauses = 0;
    gsync_bucket &bucket = gsync_bucket_of(wanted);
    on_long_work = [&] {
        CHECK_FALSE(bucket.lock.is_held());
        if (++pauses != 2) return;
        // Those before and behind the place leave, and one more comes.
        lock_guard guard(bucket.lock);
        for (unsigned i = 1'500; i < 2'500; ++i) bucket.leave(*waiters[i]);
        late->saved.gsync = {wanted.space, wanted.offset};
        bucket.enter(*late);
    };
    LONGS_EQUAL(2, gsync_wake_some(wanted, 10));
    CHECK_TRUE(pauses >= 2);
    CHECK_FALSE(last->wait.linked);
    CHECK_FALSE(late->wait.linked);
    pauses = 10;
    LONGS_EQUAL(0, gsync_move_some(wanted, key_at(other + 4096), nullptr, 10));
    CHECK_TRUE(pauses > 11);
    on_long_work = nullptr;
    LONGS_EQUAL(crowd - 1'000, gsync_wake_some(key_at(other), crowd));
    processors[0].current = nullptr;
    CHECK_TRUE(bucket.waiters.empty());
}
