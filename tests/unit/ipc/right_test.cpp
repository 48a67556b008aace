// Right arithmetic, by the Mach 3 reference.
#include "messages.hpp"
#include "world.hpp"

#include <CppUTest/TestHarness.h>

using namespace world;

TEST_GROUP(right) {
    long before = objects();
    void teardown() override { LONGS_EQUAL(before, objects()); }
};

TEST(right, allocate_and_destroy_each_kind) {
    actor a;
    const auto receive = a.allocate(), set = a.allocate(MACH_PORT_RIGHT_PORT_SET),
               dead = a.allocate(MACH_PORT_RIGHT_DEAD_NAME);
    LONGS_EQUAL(MACH_PORT_TYPE_RECEIVE, a.type(receive));
    LONGS_EQUAL(MACH_PORT_TYPE_PORT_SET, a.type(set));
    LONGS_EQUAL(MACH_PORT_TYPE_DEAD_NAME, a.type(dead));
    LONGS_EQUAL(KERN_INVALID_VALUE, port_ops::allocate(a.space(), MACH_PORT_RIGHT_SEND).error());
    LONGS_EQUAL(KERN_INVALID_RIGHT, a.deallocate(receive));
    LONGS_EQUAL(KERN_INVALID_RIGHT, a.deallocate(set));
    LONGS_EQUAL(KERN_SUCCESS, a.deallocate(dead));
    LONGS_EQUAL(KERN_INVALID_NAME, a.deallocate(dead));
    LONGS_EQUAL(KERN_SUCCESS, a.destroy(receive));
    LONGS_EQUAL(KERN_SUCCESS, a.destroy(set));
    LONGS_EQUAL(0, a.type(receive));
}

TEST(right, names_are_not_reused_at_once) {
    actor a;
    const auto first = a.allocate();
    a.destroy(first);
    const auto second = a.allocate();
    CHECK_TRUE(first != second);
    LONGS_EQUAL(KERN_INVALID_NAME, a.destroy(first));
}

TEST(right, send_rights_of_one_port_share_a_name) {
    actor a, b;
    const auto name = a.allocate_with_send();
    const auto first = b.take(a, name, MACH_MSG_TYPE_COPY_SEND);
    LONGS_EQUAL(first, b.take(a, name, MACH_MSG_TYPE_MAKE_SEND));
    LONGS_EQUAL(2, b.refs(first, MACH_PORT_RIGHT_SEND));
    const auto once = b.take(a, name, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    CHECK_TRUE(once != first);
    LONGS_EQUAL(MACH_PORT_TYPE_SEND_ONCE, b.type(once));
    LONGS_EQUAL(2, a.port(name).send_rights);
    LONGS_EQUAL(1, a.port(name).send_once_rights);
    b.deallocate(first);
    b.deallocate(first);
    LONGS_EQUAL(1, a.port(name).send_rights);
}

TEST(right, mod_refs_checks_values) {
    actor a;
    const auto name = a.allocate_with_send();
    LONGS_EQUAL(KERN_SUCCESS, a.mod_refs(name, MACH_PORT_RIGHT_SEND, 10));
    LONGS_EQUAL(11, a.refs(name, MACH_PORT_RIGHT_SEND));
    LONGS_EQUAL(KERN_INVALID_VALUE, a.mod_refs(name, MACH_PORT_RIGHT_SEND, -12));
    LONGS_EQUAL(KERN_UREFS_OVERFLOW, a.mod_refs(name, MACH_PORT_RIGHT_SEND, 0x7fffffff));
    LONGS_EQUAL(KERN_UREFS_OVERFLOW, a.mod_refs(name, MACH_PORT_RIGHT_SEND, 0xffff - 11));
    LONGS_EQUAL(KERN_SUCCESS, a.mod_refs(name, MACH_PORT_RIGHT_SEND, 0xfffe - 11));
    LONGS_EQUAL(KERN_INVALID_RIGHT, a.mod_refs(name, MACH_PORT_RIGHT_SEND_ONCE, 0));
    LONGS_EQUAL(KERN_INVALID_VALUE, a.mod_refs(name, MACH_PORT_RIGHT_RECEIVE, 1));
    LONGS_EQUAL(KERN_INVALID_VALUE, a.mod_refs(name, MACH_PORT_RIGHT_NUMBER, 0));
    LONGS_EQUAL(KERN_INVALID_NAME, a.mod_refs(0x123400, MACH_PORT_RIGHT_SEND, 0));
}

TEST(right, receiving_too_many_user_references_pins_the_count) {
    actor a;
    const auto name = a.allocate_with_send();
    a.mod_refs(name, MACH_PORT_RIGHT_SEND, 0xfffd);
    LONGS_EQUAL(name, a.take(a, name, MACH_MSG_TYPE_COPY_SEND));
    LONGS_EQUAL(0xfffe, a.refs(name, MACH_PORT_RIGHT_SEND));
    LONGS_EQUAL(1, a.port(name).send_rights);
    auto right = port_ops::extract_right(a.space(), name, MACH_MSG_TYPE_COPY_SEND);
    LONGS_EQUAL(KERN_UREFS_OVERFLOW, port_ops::insert_right(a.space(), name, *right));
}

TEST(right, dropping_the_receive_right_leaves_a_dead_name) {
    actor a, b;
    const auto name = a.allocate_with_send();
    const auto other = b.take(a, name, MACH_MSG_TYPE_COPY_SEND),
               once = b.take(a, name, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    a.mod_refs(name, MACH_PORT_RIGHT_SEND, 2);
    LONGS_EQUAL(KERN_SUCCESS, a.mod_refs(name, MACH_PORT_RIGHT_RECEIVE, -1));
    LONGS_EQUAL(MACH_PORT_TYPE_DEAD_NAME, a.type(name));
    LONGS_EQUAL(3, a.refs(name, MACH_PORT_RIGHT_DEAD_NAME));
    LONGS_EQUAL(MACH_PORT_TYPE_DEAD_NAME, b.type(other));
    LONGS_EQUAL(MACH_PORT_TYPE_DEAD_NAME, b.type(once));
    LONGS_EQUAL(1, b.refs(once, MACH_PORT_RIGHT_DEAD_NAME));
    LONGS_EQUAL(KERN_INVALID_RIGHT, b.mod_refs(other, MACH_PORT_RIGHT_SEND, -1));
    LONGS_EQUAL(KERN_SUCCESS, b.mod_refs(other, MACH_PORT_RIGHT_DEAD_NAME, -1));
    LONGS_EQUAL(0, b.type(other));
}

TEST(right, moving_the_last_send_reference_frees_the_name) {
    actor a, b;
    const auto name = a.allocate();
    const auto send = b.take(a, name, MACH_MSG_TYPE_MAKE_SEND);
    a.take(b, send, MACH_MSG_TYPE_MOVE_SEND);
    LONGS_EQUAL(0, b.type(send));
    LONGS_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE, a.type(name));
    const auto moved = b.take(a, name, MACH_MSG_TYPE_MOVE_RECEIVE);
    LONGS_EQUAL(MACH_PORT_TYPE_SEND, a.type(name));
    LONGS_EQUAL(MACH_PORT_TYPE_RECEIVE, b.type(moved));
    LONGS_EQUAL(name, a.take(b, moved, MACH_MSG_TYPE_MOVE_RECEIVE));
    LONGS_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE, a.type(name));
}

TEST(right, insert_right_checks_names) {
    actor a, b;
    const auto one = a.allocate(), two = a.allocate();
    const auto insert = [&](actor &to, mach_port_name_t name, mach_port_name_t from,
                            uint8_t disposition) {
        auto right = port_ops::extract_right(a.space(), from, disposition);
        return right ? port_ops::insert_right(to.space(), name, *right) : right.error();
    };
    LONGS_EQUAL(KERN_SUCCESS, insert(a, one, one, MACH_MSG_TYPE_MAKE_SEND));
    LONGS_EQUAL(KERN_RIGHT_EXISTS, insert(a, two, one, MACH_MSG_TYPE_MAKE_SEND));
    LONGS_EQUAL(KERN_SUCCESS, insert(b, 0x50011, one, MACH_MSG_TYPE_COPY_SEND));
    LONGS_EQUAL(MACH_PORT_TYPE_SEND, b.type(0x50011));
    LONGS_EQUAL(KERN_NAME_EXISTS, insert(b, 0x50011, two, MACH_MSG_TYPE_MAKE_SEND));
    LONGS_EQUAL(KERN_INVALID_VALUE, insert(b, MACH_PORT_NULL, two, MACH_MSG_TYPE_MAKE_SEND));
    LONGS_EQUAL(KERN_INVALID_VALUE, insert(b, MACH_PORT_DEAD, two, MACH_MSG_TYPE_MAKE_SEND));
    LONGS_EQUAL(KERN_NO_SPACE, insert(b, 0xfffffe00, two, MACH_MSG_TYPE_MAKE_SEND));
}

TEST(right, out_of_memory_changes_nothing) {
    actor a;
    limit_allocations(0);
    LONGS_EQUAL(KERN_RESOURCE_SHORTAGE,
                port_ops::allocate(a.space(), MACH_PORT_RIGHT_RECEIVE).error());
    limit_allocations(-1);
    LONGS_EQUAL(0, a.space().used());
}
