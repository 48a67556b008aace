// The table of names.
#include "world.hpp"

#include <vector>

#include <CppUTest/TestHarness.h>

using namespace world;

TEST_GROUP(space) {
    long before = objects();
    void teardown() override { LONGS_EQUAL(before, objects()); }
};

TEST(space, grows_and_finds_ports_by_hash) {
    actor server, client;
    std::vector<mach_port_name_t> ports, sends;
    for (int i = 0; i < 5000; ++i) {
        ports.push_back(server.allocate());
        sends.push_back(client.take(server, ports.back(), MACH_MSG_TYPE_MAKE_SEND));
    }
    for (int i = 0; i < 5000; i += 7)
        LONGS_EQUAL(sends[i], client.take(server, ports[i], MACH_MSG_TYPE_MAKE_SEND));
    for (int i = 0; i < 5000; i += 2) client.destroy(sends[i]);
    for (int i = 1; i < 5000; i += 2)
        LONGS_EQUAL(sends[i], client.take(server, ports[i], MACH_MSG_TYPE_MAKE_SEND));
    for (int i = 0; i < 5000; i += 2) client.take(server, ports[i], MACH_MSG_TYPE_MAKE_SEND);
    LONGS_EQUAL(5000, client.space().used());
}

TEST(space, takes_names_with_gaps) {
    actor a;
    for (const mach_port_name_t name : {0x1000011u, 0x200005u, 0x12u << 8 | 3})
        LONGS_EQUAL(KERN_SUCCESS,
                    port_ops::allocate_name(a.space(), MACH_PORT_RIGHT_RECEIVE, name));
    LONGS_EQUAL(KERN_NAME_EXISTS,
                port_ops::allocate_name(a.space(), MACH_PORT_RIGHT_RECEIVE, 0x1000011));
    LONGS_EQUAL(KERN_NO_SPACE,
                port_ops::allocate_name(a.space(), MACH_PORT_RIGHT_RECEIVE, 0x1000012));
    std::vector<mach_port_name_t> names;
    for (int i = 0; i < 20000; ++i) names.push_back(a.allocate());
    for (const auto name : names) LONGS_EQUAL(MACH_PORT_TYPE_RECEIVE, a.type(name));
    LONGS_EQUAL(MACH_PORT_TYPE_RECEIVE, a.type(0x1000011));
}

TEST(space, refuses_bad_names_without_crashing) {
    actor a;
    for (const mach_port_name_t name : {0u, ~0u, 0xffu, 0x100u, 0xffffff00u, 0x7fffffffu}) {
        LONGS_EQUAL(0, a.type(name));
        LONGS_EQUAL(KERN_INVALID_NAME, a.destroy(name));
    }
}

TEST(space, ends_in_pieces) {
    actor a;
    for (int i = 0; i < 1000; ++i) a.allocate_with_send();
    int steps = 1;
    while (!a.space().terminate_step(100)) ++steps;
    CHECK_TRUE(steps >= 10);
    LONGS_EQUAL(KERN_INVALID_TASK, port_ops::allocate(a.space(), MACH_PORT_RIGHT_RECEIVE).error());
    LONGS_EQUAL(KERN_INVALID_TASK, a.deallocate(0x100));
}
