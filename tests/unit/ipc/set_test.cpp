// Port sets.
#include "messages.hpp"
#include "world.hpp"

#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_right_transit.hpp>
#include <machine/timer.hpp>

#include <CppUTest/TestHarness.h>

using namespace world;

TEST_GROUP(set) {
    long before = objects();
    void teardown() override { LONGS_EQUAL(before, objects()); }

    static void send(actor & a, mach_port_name_t port, int id) {
        simple m(port, MACH_MSG_TYPE_COPY_SEND, id);
        LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    }
    static int receive(actor & a, mach_port_name_t set, mach_port_name_t *from = nullptr) {
        simple in;
        const auto mr = a.msg(&in, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, in.room, set, 0);
        if (from != nullptr) *from = in.header.msgh_local_port;
        return mr == MACH_MSG_SUCCESS ? in.header.msgh_id : -1;
    }
};

TEST(set, membership_codes) {
    actor a;
    const auto one = a.allocate(MACH_PORT_RIGHT_PORT_SET),
               two = a.allocate(MACH_PORT_RIGHT_PORT_SET);
    const auto port = a.allocate();
    LONGS_EQUAL(KERN_NOT_IN_SET, port_ops::extract_member(a.space(), port, one));
    LONGS_EQUAL(KERN_SUCCESS, port_ops::insert_member(a.space(), port, one));
    LONGS_EQUAL(KERN_ALREADY_IN_SET, port_ops::insert_member(a.space(), port, one));
    LONGS_EQUAL(KERN_SUCCESS, port_ops::insert_member(a.space(), port, two));
    LONGS_EQUAL(2, a.port(port).set_count);
    LONGS_EQUAL(KERN_INVALID_RIGHT, port_ops::insert_member(a.space(), one, two));
    LONGS_EQUAL(KERN_INVALID_RIGHT, port_ops::insert_member(a.space(), port, port));
    LONGS_EQUAL(KERN_INVALID_NAME, port_ops::insert_member(a.space(), port, 0x88800));
    LONGS_EQUAL(KERN_SUCCESS, port_ops::move_member(a.space(), port, one));
    LONGS_EQUAL(1, a.port(port).set_count);
    LONGS_EQUAL(KERN_SUCCESS, port_ops::move_member(a.space(), port, MACH_PORT_NULL));
    LONGS_EQUAL(KERN_NOT_IN_SET, port_ops::move_member(a.space(), port, MACH_PORT_NULL));
}

TEST(set, members_take_turns) {
    actor a;
    const auto set = a.allocate(MACH_PORT_RIGHT_PORT_SET);
    const auto one = a.allocate_with_send(), two = a.allocate_with_send();
    send(a, one, 1);
    (void)port_ops::insert_member(a.space(), one, set);
    (void)port_ops::insert_member(a.space(), two, set);
    send(a, one, 2);
    send(a, two, 3);
    send(a, one, 4);
    mach_port_name_t from;
    LONGS_EQUAL(1, receive(a, set, &from));
    LONGS_EQUAL(one, from);
    LONGS_EQUAL(3, receive(a, set, &from));
    LONGS_EQUAL(two, from);
    LONGS_EQUAL(2, receive(a, set));
    LONGS_EQUAL(4, receive(a, one));  // a member can be received from directly
    LONGS_EQUAL(-1, receive(a, set));
}

TEST(set, one_port_in_two_sets) {
    actor a;
    const auto one = a.allocate(MACH_PORT_RIGHT_PORT_SET),
               two = a.allocate(MACH_PORT_RIGHT_PORT_SET);
    const auto port = a.allocate_with_send();
    (void)port_ops::insert_member(a.space(), port, one);
    (void)port_ops::insert_member(a.space(), port, two);
    send(a, port, 1);
    LONGS_EQUAL(1, receive(a, two));
    LONGS_EQUAL(-1, receive(a, one));
    send(a, port, 2);
    a.destroy(one);
    LONGS_EQUAL(2, receive(a, two));
    LONGS_EQUAL(1, a.port(port).set_count);
}

TEST(set, waiting_receiver_gets_what_comes_or_what_joins) {
    actor a, b;
    const auto set = a.allocate(MACH_PORT_RIGHT_PORT_SET), port = a.allocate();
    const auto to = b.take(a, port, MACH_MSG_TYPE_MAKE_SEND);
    (void)port_ops::insert_member(a.space(), port, set);
    simple in;
    LONGS_EQUAL(actor::blocked, a.msg(&in, MACH_RCV_MSG, 0, in.room, set));
    send(b, to, 9);
    LONGS_EQUAL(MACH_MSG_SUCCESS, a.resume());
    LONGS_EQUAL(9, in.header.msgh_id);
    (void)port_ops::extract_member(a.space(), port, set);
    send(b, to, 10);
    LONGS_EQUAL(actor::blocked, a.msg(&in, MACH_RCV_MSG, 0, in.room, set));
    (void)port_ops::insert_member(a.space(), port, set);
    CHECK_TRUE(a.runnable());
    LONGS_EQUAL(MACH_MSG_SUCCESS, a.resume());
    LONGS_EQUAL(10, in.header.msgh_id);
    LONGS_EQUAL(actor::blocked, a.msg(&in, MACH_RCV_MSG, 0, in.room, set));
    a.destroy(set);
    LONGS_EQUAL(MACH_RCV_PORT_DIED, a.resume());
}

/// What a sender does once it has looked for a receiver and found none.
static void queue(ipc_port &port, int id) {
    ipc_kmsg *kmsg = ipc_kmsg_allocate(sizeof(mach_msg_header_t));
    kmsg->header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, 0u),
                    .msgh_size = sizeof(mach_msg_header_t),
                    .msgh_remote_port = MACH_PORT_NULL,
                    .msgh_local_port = MACH_PORT_NULL,
                    .msgh_reserved = 0,
                    .msgh_id = id};
    kmsg->remote = ipc_right_transit::make_send_once(port).leak();
    lock_guard guard(port.lock);
    ipc_mqueue_enqueue(port, *kmsg);
}

TEST(set, a_receiver_comes_between_the_senders_look_and_its_message) {
    actor a;
    const auto set = a.allocate(MACH_PORT_RIGHT_PORT_SET), port = a.allocate();
    (void)port_ops::insert_member(a.space(), port, set);
    simple in;
    LONGS_EQUAL(actor::blocked, a.msg(&in, MACH_RCV_MSG, 0, in.room, set));
    queue(a.port(port), 7);
    CHECK_TRUE(a.runnable());
    LONGS_EQUAL(MACH_MSG_SUCCESS, a.resume());
    LONGS_EQUAL(7, in.header.msgh_id);
}

TEST(set, looking_again_in_vain_does_not_lengthen_the_wait) {
    actor a;
    const auto set = a.allocate(MACH_PORT_RIGHT_PORT_SET), port = a.allocate();
    (void)port_ops::insert_member(a.space(), port, set);
    simple in;
    LONGS_EQUAL(actor::blocked, a.msg(&in, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, in.room, set, 1000));
    const uint64_t deadline = a.self().ipc.deadline;
    CHECK_TRUE(deadline != 0);
    machine::test_time += 500'000'000;
    queue(a.port(port), 7);
    {
        ipc_port &from = a.port(port);
        ipc_deferred after;
        lock_guard guard(from.lock);
        ipc_kmsg_destroy(ipc_mqueue_dequeue(from, nullptr, after));  // somebody else was quicker
    }
    CHECK_TRUE(a.runnable());
    LONGS_EQUAL(actor::blocked, a.resume());
    CHECK_EQUAL(deadline, a.self().ipc.deadline);
    LONGS_EQUAL(MACH_RCV_TIMED_OUT, a.end_wait(KERN_OPERATION_TIMED_OUT));
    // The next receive's time begins anew.
    LONGS_EQUAL(actor::blocked, a.msg(&in, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, in.room, set, 1000));
    CHECK_TRUE(a.self().ipc.deadline > deadline);
    LONGS_EQUAL(MACH_RCV_TIMED_OUT, a.end_wait(KERN_OPERATION_TIMED_OUT));
}
