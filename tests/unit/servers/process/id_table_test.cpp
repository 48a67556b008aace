#include <id_table.hpp>

#include <CppUTest/TestHarness.h>

using namespace process_server;

TEST_GROUP(id_table) { id_table ids; };

TEST(id_table, numbers_come_in_order_and_start_anew_at_two) {
    CHECK_EQUAL(1, ids.acquire());
    CHECK_EQUAL(2, ids.acquire());
    ids.release(2);
    for (int32_t id = 3; id <= id_max; ++id) CHECK_EQUAL(id, ids.acquire());
    CHECK_EQUAL(2, ids.acquire());
}

TEST(id_table, a_number_in_use_is_not_given_out) {
    const int32_t leader = ids.acquire();
    ids.hold(leader);  // its group
    ids.release(leader);
    for (int32_t id = 2; id <= id_max; ++id) CHECK(ids.acquire() != leader);
    CHECK_EQUAL(0, ids.acquire());
    ids.release(leader);
    CHECK_EQUAL(0, ids.acquire());  // 1 is never used again
    ids.release(77);
    CHECK_EQUAL(77, ids.acquire());
}
