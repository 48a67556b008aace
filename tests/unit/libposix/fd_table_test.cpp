#include <fd_table.hpp>

#include <array>
#include <cerrno>

#include <CppUTest/TestHarness.h>

using posix::fd_table;

TEST_GROUP(fd_table) {
    fd_table table{};
    mach_port_name_t released = 0;

    int open(mach_port_name_t port, int lowest = 0) {
        return table.insert(port, 0100644, false, lowest, 1024);
    }
};

TEST(fd_table, takes_the_lowest_free_number) {
    LONGS_EQUAL(0, open(0x100));
    LONGS_EQUAL(1, open(0x200));
    LONGS_EQUAL(2, open(0x300));
    LONGS_EQUAL(0, table.remove(1, released));
    LONGS_EQUAL(0x200, released);
    LONGS_EQUAL(1, open(0x400));
    LONGS_EQUAL(10, open(0x500, 10));
    LONGS_EQUAL(11, table.end());
}

TEST(fd_table, refuses_beyond_the_limit) {
    LONGS_EQUAL(0, table.insert(0x100, 0, false, 0, 1));
    LONGS_EQUAL(-EMFILE, table.insert(0x200, 0, false, 0, 1));
    LONGS_EQUAL(-EINVAL, table.duplicate(0, false, 5, 5));
    LONGS_EQUAL(-EINVAL, table.duplicate(0, false, -1, 5));
    LONGS_EQUAL(-EMFILE, table.duplicate(0, false, 0, 1));
}

TEST(fd_table, gives_a_right_back_with_its_last_descriptor) {
    open(0x100);
    LONGS_EQUAL(1, table.duplicate(0, true, 0, 1024));
    LONGS_EQUAL(0, table.remove(0, released));
    LONGS_EQUAL(MACH_PORT_NULL, released);
    CHECK(table.uses(0x100));
    LONGS_EQUAL(0, table.remove(1, released));
    LONGS_EQUAL(0x100, released);
    CHECK_FALSE(table.uses(0x100));
    LONGS_EQUAL(-EBADF, table.remove(1, released));
}

TEST(fd_table, replaces) {
    open(0x100);
    open(0x200);
    LONGS_EQUAL(1, table.replace(0, 1, false, 1024, released));
    LONGS_EQUAL(0x200, released);
    LONGS_EQUAL(0x100, table.port(1));
    LONGS_EQUAL(0, table.replace(0, 0, false, 1024, released));
    LONGS_EQUAL(MACH_PORT_NULL, released);
    LONGS_EQUAL(-EBADF, table.replace(7, 1, false, 1024, released));
    LONGS_EQUAL(-EBADF, table.replace(0, 1024, false, 1024, released));
    LONGS_EQUAL(-EBADF, table.replace(0, -1, false, 1024, released));
}

TEST(fd_table, closes_on_exec_what_is_marked) {
    open(0x100);
    CHECK(table.duplicate(0, true, 0, 1024) == 1);
    CHECK(table.insert(0x200, 0, true, 0, 1024) == 2);
    CHECK(table.remove_close_on_exec(released));
    LONGS_EQUAL(0x200, released);
    CHECK(table.remove_close_on_exec(released));
    LONGS_EQUAL(MACH_PORT_NULL, released);
    CHECK_FALSE(table.remove_close_on_exec(released));
    LONGS_EQUAL(1, table.end());
}

TEST(fd_table, lists_each_right_once) {
    open(0x100);
    open(0x200);
    table.duplicate(0, false, 0, 1024);
    std::array<mach_port_name_t, 4> names{};
    LONGS_EQUAL(2, table.rights(names));
    LONGS_EQUAL(0x100, names[0]);
    LONGS_EQUAL(0x200, names[1]);
}

TEST(fd_table, remembers_a_notification_of_the_port_it_was_for) {
    open(0x100);
    table.set_armed(0, 0x100, 1, 42);
    LONGS_EQUAL(42, table.get(0).armed_by);
    table.set_armed(0, 0x999, 0, 0);
    LONGS_EQUAL(42, table.get(0).armed_by);
    LONGS_EQUAL(0, table.get(table.duplicate(0, false, 0, 1024)).armed_by);
}

TEST(fd_table, hands_out_what_became_free_and_each_right_once) {
    for (unsigned i = 0; i < 3000; ++i)
        LONGS_EQUAL(i, table.insert((3000 - i / 2) << 8, 0, false, 0, 4096));
    LONGS_EQUAL(0, table.remove(17, released));
    LONGS_EQUAL(0, table.remove(2000, released));
    LONGS_EQUAL(2500, table.replace(0, 2500, false, 4096, released));
    LONGS_EQUAL(100, table.replace(0, 100, false, 4096, released));
    LONGS_EQUAL(2000, table.insert(0x1, 0, false, 18, 4096));
    LONGS_EQUAL(17, open(0x2));
    LONGS_EQUAL(-EMFILE, table.insert(0x3, 0, false, 0, 3000));
    LONGS_EQUAL(3000, table.insert(0x3, 0, false, 0, posix::fd_max));
    std::array<mach_port_name_t, 3001> names{};
    LONGS_EQUAL(1503, table.rights(names));
}
