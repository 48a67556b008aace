// Notifications.
#include "messages.hpp"
#include "world.hpp"

#include <CppUTest/TestHarness.h>
#include <ipc/ipc_reaper.hpp>

using namespace world;

TEST_GROUP(notify) {
    long before = objects();
    void teardown() override { LONGS_EQUAL(before, objects()); }

    simple got;
    /// The id of the next notification, its first word in got.data[0]; 0: none.
    int next(actor & a, mach_port_name_t port) {
        return a.msg(&got, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, got.room, port, 0) ==
                       MACH_MSG_SUCCESS
                   ? got.header.msgh_id
                   : 0;
    }
};

TEST(notify, dead_name_carries_a_reference) {
    actor a, b;
    const auto port = b.allocate(), notify = a.allocate();
    const auto send = a.take(b, port, MACH_MSG_TYPE_MAKE_SEND);
    LONGS_EQUAL(KERN_SUCCESS, a.request(send, notify));
    LONGS_EQUAL(MACH_PORT_TYPE_SEND | MACH_PORT_TYPE_DNREQUEST, a.type(send));
    b.destroy(port);
    LONGS_EQUAL(MACH_NOTIFY_DEAD_NAME, next(a, notify));
    LONGS_EQUAL(send, got.data[0]);
    LONGS_EQUAL(MACH_PORT_TYPE_DEAD_NAME, a.type(send));
    LONGS_EQUAL(2, a.refs(send, MACH_PORT_RIGHT_DEAD_NAME));
    LONGS_EQUAL(0, next(a, notify));
    LONGS_EQUAL(KERN_INVALID_ARGUMENT, a.request(send, notify));
    LONGS_EQUAL(MACH_NOTIFY_SEND_ONCE, next(a, notify));  // the refused request's right
    LONGS_EQUAL(KERN_SUCCESS, a.request(send, notify, true));
    LONGS_EQUAL(MACH_NOTIFY_DEAD_NAME, next(a, notify));
    LONGS_EQUAL(3, a.refs(send, MACH_PORT_RIGHT_DEAD_NAME));
}

TEST(notify, dead_name_in_the_receiver_itself) {
    actor a;
    const auto port = a.allocate_with_send(), notify = a.allocate();
    LONGS_EQUAL(KERN_SUCCESS, a.request(port, notify));
    a.mod_refs(port, MACH_PORT_RIGHT_RECEIVE, -1);
    LONGS_EQUAL(MACH_NOTIFY_DEAD_NAME, next(a, notify));
    LONGS_EQUAL(2, a.refs(port, MACH_PORT_RIGHT_DEAD_NAME));
}

TEST(notify, deleting_the_name_tells_port_deleted) {
    actor a, b;
    const auto port = b.allocate(), notify = a.allocate();
    const auto send = a.take(b, port, MACH_MSG_TYPE_MAKE_SEND);
    a.request(send, notify);
    LONGS_EQUAL(KERN_SUCCESS, a.request(send, notify));
    LONGS_EQUAL(MACH_NOTIFY_SEND_ONCE,
                next(a, notify));  // the replaced one came back and was dropped
    a.deallocate(send);
    LONGS_EQUAL(MACH_NOTIFY_PORT_DELETED, next(a, notify));
    LONGS_EQUAL(send, got.data[0]);
}

TEST(notify, no_senders_with_the_make_send_count) {
    actor a, b;
    const auto port = a.allocate(), notify = a.allocate();
    auto arm = [&] {
        auto right = port_ops::extract_right(a.space(), notify, MACH_MSG_TYPE_MAKE_SEND_ONCE);
        lock_guard guard(a.port(port).lock);
        a.port(port).no_senders = right->leak();
    };
    const auto send = b.take(a, port, MACH_MSG_TYPE_MAKE_SEND);
    b.take(a, port, MACH_MSG_TYPE_MAKE_SEND);
    arm();
    b.deallocate(send);
    LONGS_EQUAL(0, next(a, notify));
    b.deallocate(send);
    LONGS_EQUAL(MACH_NOTIFY_NO_SENDERS, next(a, notify));
    LONGS_EQUAL(2, got.data[0]);
    // A right in a message counts until it is received.
    const auto again = b.take(a, port, MACH_MSG_TYPE_MAKE_SEND);
    arm();
    simple m(again, MACH_MSG_TYPE_MOVE_SEND);
    b.msg(&m, MACH_SEND_MSG, m.size, 0, 0);
    LONGS_EQUAL(0, next(a, notify));
    simple in;
    a.msg(&in, MACH_RCV_MSG, 0, in.room, port);
    LONGS_EQUAL(MACH_NOTIFY_NO_SENDERS, next(a, notify));
}

TEST(notify, unused_send_once_right_tells_its_receiver) {
    actor a, b;
    const auto port = a.allocate();
    const auto once = b.take(a, port, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    LONGS_EQUAL(KERN_SUCCESS, b.deallocate(once));
    LONGS_EQUAL(MACH_NOTIFY_SEND_ONCE, next(a, port));
    LONGS_EQUAL(MACH_MSG_TYPE_PORT_SEND_ONCE, MACH_MSGH_BITS_LOCAL(got.header.msgh_bits));
    b.take(a, port, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    b.terminate();
    LONGS_EQUAL(MACH_NOTIFY_SEND_ONCE, next(a, port));
}

TEST(notify, port_destroyed_saves_the_receive_right) {
    actor a;
    const auto port = a.allocate_with_send(), notify = a.allocate();
    auto right = port_ops::extract_right(a.space(), notify, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    {
        lock_guard guard(a.port(port).lock);
        a.port(port).port_destroyed = right->leak();
    }
    a.mod_refs(port, MACH_PORT_RIGHT_RECEIVE, -1);
    with_ports<1> in;
    LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&in, MACH_RCV_MSG, 0, in.room, notify));
    LONGS_EQUAL(MACH_NOTIFY_PORT_DESTROYED, in.header.msgh_id);
    LONGS_EQUAL(MACH_MSG_TYPE_PORT_RECEIVE, in.ports[0].disposition);
    LONGS_EQUAL(MACH_PORT_TYPE_RECEIVE, a.type(in.ports[0].name));
    LONGS_EQUAL(MACH_PORT_TYPE_DEAD_NAME, a.type(port));
}

TEST(notify, send_possible_after_a_refused_send) {
    actor a, b;
    const auto port = b.allocate(), notify = a.allocate();
    const auto send = a.take(b, port, MACH_MSG_TYPE_MAKE_SEND);
    LONGS_EQUAL(KERN_SUCCESS, a.request(send, notify, false, true));
    const auto try_send = [&] {
        simple m(send, MACH_MSG_TYPE_COPY_SEND);
        return a.msg(&m, MACH_SEND_MSG | MACH_SEND_TIMEOUT | MACH_SEND_NOTIFY, m.size, 0, 0, 0);
    };
    while (try_send() == MACH_MSG_SUCCESS) {
    }
    LONGS_EQUAL(0, next(a, notify));
    simple in;
    LONGS_EQUAL(MACH_MSG_SUCCESS, b.msg(&in, MACH_RCV_MSG, 0, in.room, port));
    while (!ipc_reap(reap_budget)) {
    }
    LONGS_EQUAL(MACH_NOTIFY_SEND_POSSIBLE, next(a, notify));
    LONGS_EQUAL(send, got.data[0]);
    LONGS_EQUAL(MACH_MSG_SUCCESS, b.msg(&in, MACH_RCV_MSG, 0, in.room, port));
    LONGS_EQUAL(0, next(a, notify));
    LONGS_EQUAL(MACH_PORT_TYPE_SEND, a.type(send));
}
