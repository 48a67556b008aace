// mach_msg: copy-in, queues, hand-off, copy-out and what is left after partial failures.
#include "messages.hpp"
#include "world.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include <CppUTest/TestHarness.h>
#include <ipc/ipc_reaper.hpp>

using namespace world;

TEST_GROUP(message) {
    long before = objects();
    void setup() override { limit_allocations(-1); }
    void teardown() override {
        set_bad(nullptr, 0);
        LONGS_EQUAL(before, objects());
    }
};

TEST(message, goes_through_the_queue) {
    actor server, client;
    const auto port = server.allocate();
    const auto send = client.take(server, port, MACH_MSG_TYPE_MAKE_SEND);
    client.owner().audit_token.val[0] = 42;
    simple out(send, MACH_MSG_TYPE_COPY_SEND, 7), in;
    out.data[3] = 0x1234;
    LONGS_EQUAL(MACH_MSG_SUCCESS, client.msg(&out, MACH_SEND_MSG, out.size, 0, 0));
    LONGS_EQUAL(1, server.port(port).message_count);
    LONGS_EQUAL(MACH_MSG_SUCCESS, server.msg(&in, MACH_RCV_MSG | full_trailer, 0, in.room, port));
    LONGS_EQUAL(7, in.header.msgh_id);
    LONGS_EQUAL(out.size, in.header.msgh_size);
    LONGS_EQUAL(port, in.header.msgh_local_port);
    LONGS_EQUAL(MACH_PORT_NULL, in.header.msgh_remote_port);
    LONGS_EQUAL(MACH_MSG_TYPE_PORT_SEND << 8, in.header.msgh_bits);
    LONGS_EQUAL(0x1234, in.data[3]);
    LONGS_EQUAL(60, in.trailer.msgh_trailer_size);
    LONGS_EQUAL(42, in.trailer.msgh_audit.val[0]);
    LONGS_EQUAL(0, server.port(port).message_count);
    LONGS_EQUAL(1, server.port(port).send_rights);
}

/// What waits is limited in bytes; what was refused is the sender's as before.
TEST(message, queued_bytes_are_limited) {
    actor server, client;
    const auto port = server.allocate(), carried = client.allocate();
    const auto send = client.take(server, port, MACH_MSG_TYPE_MAKE_SEND);
    client.space().queue_limit = 1000;
    const auto fill = [&] {
        mach_msg_return_t result = MACH_MSG_SUCCESS;
        for (int i = 0; i < 5 && result == MACH_MSG_SUCCESS; ++i) {
            with_ports<1> out(send, MACH_MSG_TYPE_COPY_SEND);
            out.set(0, carried, MACH_MSG_TYPE_MAKE_SEND);
            result = client.msg(&out, MACH_SEND_MSG, out.size, 0, 0);
            if (result != MACH_MSG_SUCCESS)
                client.deallocate(out.ports[0].name);  // it has come back
        }
        return result;
    };
    LONGS_EQUAL(MACH_SEND_NO_BUFFER, fill());
    LONGS_EQUAL(4, server.port(port).message_count);  // the first counts as nobody's
    LONGS_EQUAL(4, client.port(carried).send_rights);
    LONGS_EQUAL(MACH_PORT_TYPE_SEND, client.type(send));
    CHECK_TRUE(client.space().queued <= 1000);
    with_ports<1> got;
    LONGS_EQUAL(MACH_MSG_SUCCESS, server.msg(&got, MACH_RCV_MSG, 0, got.room, port));
    LONGS_EQUAL(MACH_SEND_NO_BUFFER, fill());
    LONGS_EQUAL(3, server.port(port).message_count);
    server.mod_refs(port, MACH_PORT_RIGHT_RECEIVE, -1);
    while (!ipc_reap(reap_budget)) {
    }
    LONGS_EQUAL(0, client.space().queued);
    // Memory counts, though it is not in the message.
    const auto other = server.allocate();
    const auto send_other = client.take(server, other, MACH_MSG_TYPE_MAKE_SEND);
    client.space().queue_limit = 3 * MACH_PAGE_SIZE;
    char data[MACH_PAGE_SIZE];
    with_memory large(send_other, MACH_MSG_TYPE_COPY_SEND, data, sizeof data, nullptr, 0,
                      MACH_MSG_TYPE_COPY_SEND);
    const auto again = large;
    LONGS_EQUAL(MACH_MSG_SUCCESS, client.msg(&large, MACH_SEND_MSG, large.size, 0, 0));
    large = again;
    LONGS_EQUAL(MACH_MSG_SUCCESS, client.msg(&large, MACH_SEND_MSG, large.size, 0, 0));
    large = again;
    LONGS_EQUAL(MACH_SEND_NO_BUFFER, client.msg(&large, MACH_SEND_MSG, large.size, 0, 0));
    free_received(large.memory.address);  // it has come back
    LONGS_EQUAL(2, server.port(other).message_count);
}

/// A client that takes no replies harms only itself: the server's reply is thrown away.
TEST(message, replies_count_as_the_receivers) {
    actor server, client;
    const auto port = client.allocate();
    client.space().queue_limit = 1000;
    for (int i = 0; i < 10; ++i) {
        const auto reply = server.take(client, port, MACH_MSG_TYPE_MAKE_SEND_ONCE);
        simple out(reply, MACH_MSG_TYPE_MOVE_SEND_ONCE);
        LONGS_EQUAL(MACH_MSG_SUCCESS, server.msg(&out, MACH_SEND_MSG, out.size, 0, 0));
    }
    LONGS_EQUAL(0, server.space().queued);
    CHECK_TRUE(client.port(port).message_count <= 4);
    LONGS_EQUAL(client.port(port).message_count, client.port(port).send_once_rights);
    // Nor do notifications pile up.
    for (int i = 0; i < 10; ++i)
        server.deallocate(server.take(client, port, MACH_MSG_TYPE_MAKE_SEND_ONCE));
    CHECK_TRUE(client.port(port).message_count <= 4);
    simple in;
    while (client.port(port).message_count != 0)
        LONGS_EQUAL(MACH_MSG_SUCCESS, client.msg(&in, MACH_RCV_MSG, 0, in.room, port));
    LONGS_EQUAL(0, client.space().queued);
    LONGS_EQUAL(0, client.port(port).send_once_rights);
}

TEST(message, rpc_hands_off_and_carries_the_reply_right) {
    actor server, client;
    const auto port = server.allocate(), reply_port = client.allocate();
    const auto send = client.take(server, port, MACH_MSG_TYPE_MAKE_SEND);
    simple request(send, MACH_MSG_TYPE_COPY_SEND), got;
    request.header.msgh_bits = with_reply;
    request.header.msgh_local_port = reply_port;
    for (int i = 0; i < 3; ++i) {
        LONGS_EQUAL(actor::blocked, server.msg(&got, MACH_RCV_MSG, 0, got.room, port));
        LONGS_EQUAL(actor::blocked, client.msg(&request, MACH_SEND_MSG | MACH_RCV_MSG, request.size,
                                               request.room, reply_port));
        CHECK_TRUE(server.runnable());
        LONGS_EQUAL(MACH_MSG_SUCCESS, server.resume());
        LONGS_EQUAL(MACH_MSG_TYPE_PORT_SEND_ONCE, MACH_MSGH_BITS_REMOTE(got.header.msgh_bits));
        simple reply(got.header.msgh_remote_port, MACH_MSG_TYPE_MOVE_SEND_ONCE, 200);
        LONGS_EQUAL(MACH_MSG_SUCCESS, server.msg(&reply, MACH_SEND_MSG, reply.size, 0, 0));
        LONGS_EQUAL(MACH_MSG_SUCCESS, client.resume());
        LONGS_EQUAL(200, request.header.msgh_id);
        LONGS_EQUAL(reply_port, request.header.msgh_local_port);
        request = simple(send, MACH_MSG_TYPE_COPY_SEND);
        request.header.msgh_bits = with_reply;
        request.header.msgh_local_port = reply_port;
    }
    LONGS_EQUAL(0, client.port(reply_port).send_once_rights);
    LONGS_EQUAL(1, server.space().used());
}

TEST(message, form_errors_do_nothing) {
    actor a;
    const auto port = a.allocate_with_send();
    simple m(port, MACH_MSG_TYPE_COPY_SEND);
    const auto send = [&](mach_msg_size_t size) { return a.msg(&m, MACH_SEND_MSG, size, 0, 0); };
    LONGS_EQUAL(MACH_SEND_MSG_TOO_SMALL, send(20));
    LONGS_EQUAL(MACH_SEND_MSG_TOO_SMALL, send(26));
    LONGS_EQUAL(MACH_SEND_TOO_LARGE, send(MACH_MSG_SIZE_MAX + 4));
    m.header.msgh_bits |= 0x00100000;
    LONGS_EQUAL(MACH_SEND_INVALID_HEADER, send(24));
    m = simple(port, MACH_MSG_TYPE_MOVE_RECEIVE);
    LONGS_EQUAL(MACH_SEND_INVALID_HEADER, send(24));
    m = simple(port, MACH_MSG_TYPE_COPY_SEND);
    m.header.msgh_local_port = port;  // a name without a disposition
    LONGS_EQUAL(MACH_SEND_INVALID_HEADER, send(24));
    m = simple(port, MACH_MSG_TYPE_MOVE_SEND_ONCE);
    LONGS_EQUAL(MACH_SEND_INVALID_DEST, send(24));
    m = simple(MACH_PORT_DEAD, MACH_MSG_TYPE_COPY_SEND);
    LONGS_EQUAL(MACH_SEND_INVALID_DEST, send(24));
    m = simple(port, MACH_MSG_TYPE_COPY_SEND);
    m.header.msgh_bits = with_reply;
    m.header.msgh_local_port = 0x777700;
    LONGS_EQUAL(MACH_SEND_INVALID_REPLY, send(24));
    set_bad(&m, sizeof m);
    LONGS_EQUAL(MACH_SEND_INVALID_DATA, send(24));
    LONGS_EQUAL(MACH_RCV_INVALID_NAME, a.msg(&m, MACH_RCV_MSG, 0, 100, 0x12300));
    LONGS_EQUAL(1, a.refs(port, MACH_PORT_RIGHT_SEND));
    LONGS_EQUAL(0, a.port(port).message_count);
}

TEST(message, one_name_gives_both_header_rights) {
    actor a;
    const auto port = a.allocate_with_send();
    simple m(port, MACH_MSG_TYPE_MOVE_SEND), in;
    m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND, MACH_MSG_TYPE_MOVE_SEND);
    m.header.msgh_local_port = port;
    LONGS_EQUAL(MACH_SEND_INVALID_DEST, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    LONGS_EQUAL(1, a.refs(port, MACH_PORT_RIGHT_SEND));
    m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND, MACH_MSG_TYPE_COPY_SEND);
    LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    LONGS_EQUAL(0, a.refs(port, MACH_PORT_RIGHT_SEND));
    LONGS_EQUAL(2, a.port(port).send_rights);
    LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&in, MACH_RCV_MSG, 0, in.room, port));
    LONGS_EQUAL(port, in.header.msgh_remote_port);
    LONGS_EQUAL(1, a.refs(port, MACH_PORT_RIGHT_SEND));
}

TEST(message, bad_right_in_the_fifth_descriptor_destroys_what_came_before) {
    actor a, b;
    const auto port = b.allocate();
    const auto send = a.take(b, port, MACH_MSG_TYPE_MAKE_SEND);
    const auto carried = a.allocate();
    with_ports<6> m(send, MACH_MSG_TYPE_COPY_SEND);
    m.set(0, carried, MACH_MSG_TYPE_MAKE_SEND);
    m.set(1, MACH_PORT_NULL, MACH_MSG_TYPE_COPY_SEND);
    m.set(2, MACH_PORT_DEAD, MACH_MSG_TYPE_COPY_SEND);
    m.set(3, carried, MACH_MSG_TYPE_MOVE_RECEIVE);
    m.set(4, 0x99900, MACH_MSG_TYPE_COPY_SEND);
    m.set(5, send, MACH_MSG_TYPE_MOVE_SEND);
    LONGS_EQUAL(MACH_SEND_INVALID_RIGHT, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    LONGS_EQUAL(0, a.type(carried));  // moved into the message and destroyed with it
    LONGS_EQUAL(MACH_PORT_TYPE_SEND, a.type(send));
    LONGS_EQUAL(1, b.port(port).send_rights);
    LONGS_EQUAL(0, b.port(port).message_count);
    m.ports[4].type = 9;
    LONGS_EQUAL(MACH_SEND_INVALID_TYPE, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    m.body.msgh_descriptor_count = 7;
    m.ports[4].type = MACH_MSG_PORT_DESCRIPTOR;
    LONGS_EQUAL(MACH_SEND_MSG_TOO_SMALL, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
}

TEST(message, rights_arrive) {
    actor a, b;
    const auto port = b.allocate();
    const auto send = a.take(b, port, MACH_MSG_TYPE_MAKE_SEND);
    const auto carried = a.allocate_with_send();
    with_ports<4> m(send, MACH_MSG_TYPE_COPY_SEND), in;
    m.set(0, carried, MACH_MSG_TYPE_COPY_SEND);
    m.set(1, carried, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    m.set(2, carried, MACH_MSG_TYPE_MOVE_RECEIVE);
    m.set(3, MACH_PORT_DEAD, MACH_MSG_TYPE_COPY_SEND);
    LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    LONGS_EQUAL(MACH_PORT_TYPE_SEND, a.type(carried));
    LONGS_EQUAL(MACH_MSG_SUCCESS, b.msg(&in, MACH_RCV_MSG, 0, in.room, port));
    LONGS_EQUAL(in.ports[0].name, in.ports[2].name);
    LONGS_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE, b.type(in.ports[0].name));
    LONGS_EQUAL(MACH_PORT_TYPE_SEND_ONCE, b.type(in.ports[1].name));
    LONGS_EQUAL(MACH_MSG_TYPE_PORT_SEND_ONCE, in.ports[1].disposition);
    LONGS_EQUAL(MACH_PORT_DEAD, in.ports[3].name);
    b.destroy(in.ports[2].name);
    LONGS_EQUAL(MACH_PORT_TYPE_DEAD_NAME, a.type(carried));
}

TEST(message, out_of_line_memory_and_rights) {
    actor a, b;
    const auto port = b.allocate();
    const auto send = a.take(b, port, MACH_MSG_TYPE_MAKE_SEND);
    const auto one = a.allocate();
    const mach_port_name_t names[3] = {one, MACH_PORT_NULL, one};
    const char text[] = "out of line";
    with_memory m(send, MACH_MSG_TYPE_COPY_SEND, text, sizeof text, names, 3,
                  MACH_MSG_TYPE_MAKE_SEND),
        in;
    set_absent(names, sizeof names);  // the trap is restarted
    LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    LONGS_EQUAL(2, a.port(one).send_rights);
    LONGS_EQUAL(MACH_MSG_SUCCESS, b.msg(&in, MACH_RCV_MSG, 0, in.room, port));
    STRCMP_EQUAL(text, reinterpret_cast<const char *>(in.memory.address));
    LONGS_EQUAL(sizeof text, in.memory.size);
    LONGS_EQUAL(3, in.ports.count);
    const auto *got = reinterpret_cast<const mach_port_name_t *>(in.ports.address);
    LONGS_EQUAL(got[0], got[2]);
    LONGS_EQUAL(MACH_PORT_NULL, got[1]);
    LONGS_EQUAL(2, b.refs(got[0], MACH_PORT_RIGHT_SEND));
    free_received(in.ports.address);
    free_received(in.memory.address);

    set_bad(text, 1);
    LONGS_EQUAL(MACH_SEND_INVALID_MEMORY, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    set_bad(names, sizeof names);
    LONGS_EQUAL(MACH_SEND_INVALID_MEMORY, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    set_bad(nullptr, 0);
    const mach_port_name_t wrong[2] = {one, 0x44400};
    with_memory bad_name(send, MACH_MSG_TYPE_COPY_SEND, text, 1, wrong, 2, MACH_MSG_TYPE_MAKE_SEND);
    LONGS_EQUAL(MACH_SEND_INVALID_RIGHT, a.msg(&bad_name, MACH_SEND_MSG, m.size, 0, 0));
    LONGS_EQUAL(1, a.port(one).send_rights);
    LONGS_EQUAL(1, b.port(port).send_rights);
}

TEST(message, no_room_at_the_receiver_is_reported) {
    actor a, b;
    const auto port = b.allocate();
    const auto send = a.take(b, port, MACH_MSG_TYPE_MAKE_SEND);
    const auto one = a.allocate();
    const mach_port_name_t names[1] = {one};
    with_memory m(send, MACH_MSG_TYPE_COPY_SEND, "x", 2, names, 1, MACH_MSG_TYPE_MAKE_SEND), in;
    LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    limit_allocations(0);
    const auto mr = b.msg(&in, MACH_RCV_MSG, 0, in.room, port);
    limit_allocations(-1);
    LONGS_EQUAL(MACH_RCV_BODY_ERROR | MACH_MSG_VM_SPACE | MACH_MSG_VM_KERNEL, mr);
    LONGS_EQUAL(0, in.memory.size);
    LONGS_EQUAL(0, in.ports.count);
}

TEST(message, full_queue_blocks_times_out_and_gives_back) {
    actor server, client, other;
    const auto port = server.allocate();
    const auto send = client.take(server, port, MACH_MSG_TYPE_MAKE_SEND);
    const auto second = other.take(server, port, MACH_MSG_TYPE_MAKE_SEND);
    for (int i = 0; i < MACH_PORT_QLIMIT_DEFAULT; ++i) {
        simple m(send, MACH_MSG_TYPE_COPY_SEND, i);
        LONGS_EQUAL(MACH_MSG_SUCCESS, client.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    }
    const auto carried = client.allocate_with_send();
    with_ports<1> m(send, MACH_MSG_TYPE_MOVE_SEND);
    m.set(0, carried, MACH_MSG_TYPE_MOVE_SEND);
    LONGS_EQUAL(MACH_SEND_TIMED_OUT,
                client.msg(&m, MACH_SEND_MSG | MACH_SEND_TIMEOUT, m.size, 0, 0, 0));
    LONGS_EQUAL(MACH_PORT_TYPE_SEND,
                client.type(m.header.msgh_remote_port));  // the right is back, under a new name
    LONGS_EQUAL(MACH_MSG_TYPE_PORT_SEND, MACH_MSGH_BITS_REMOTE(m.header.msgh_bits));
    LONGS_EQUAL(carried, m.ports[0].name);
    LONGS_EQUAL(1, client.refs(carried, MACH_PORT_RIGHT_SEND));

    LONGS_EQUAL(actor::blocked,
                client.msg(&m, MACH_SEND_MSG | MACH_SEND_TIMEOUT, m.size, 0, 0, 10));
    LONGS_EQUAL(MACH_SEND_TIMED_OUT, client.end_wait(KERN_OPERATION_TIMED_OUT));
    LONGS_EQUAL(actor::blocked, client.msg(&m, MACH_SEND_MSG | MACH_SEND_INTERRUPT, m.size, 0, 0));
    LONGS_EQUAL(MACH_SEND_INTERRUPTED, client.end_wait(KERN_ABORTED));
    LONGS_EQUAL(actor::blocked, client.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    simple late(second, MACH_MSG_TYPE_COPY_SEND, 99), in;
    LONGS_EQUAL(actor::blocked, other.msg(&late, MACH_SEND_MSG, late.size, 0, 0));
    LONGS_EQUAL(MACH_MSG_SUCCESS, server.msg(&in, MACH_RCV_MSG, 0, in.room, port));
    CHECK_TRUE(client.runnable());
    CHECK_FALSE(other.runnable());
    LONGS_EQUAL(MACH_MSG_SUCCESS, client.resume());
    server.destroy(port);
    CHECK_TRUE(other.runnable());
    LONGS_EQUAL(MACH_MSG_SUCCESS, other.resume());
    LONGS_EQUAL(MACH_PORT_TYPE_DEAD_NAME, other.type(second));
}

TEST(message, send_once_rights_pass_a_full_queue) {
    actor a;
    const auto port = a.allocate_with_send();
    for (int i = 0; i < MACH_PORT_QLIMIT_DEFAULT + 3; ++i) {
        simple m(port, MACH_MSG_TYPE_MAKE_SEND_ONCE, i);
        LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&m, MACH_SEND_MSG | MACH_SEND_TIMEOUT, m.size, 0, 0));
    }
    simple in;
    for (int i = 0; i < MACH_PORT_QLIMIT_DEFAULT + 3; ++i) {
        LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&in, MACH_RCV_MSG | full_trailer, 0, in.room, port));
        LONGS_EQUAL(i, in.header.msgh_id);
        LONGS_EQUAL(i, in.trailer.msgh_seqno);
    }
}

TEST(message, too_large_for_the_buffer) {
    actor a;
    const auto port = a.allocate_with_send();
    simple m(port, MACH_MSG_TYPE_COPY_SEND), in;
    a.msg(&m, MACH_SEND_MSG, m.size, 0, 0);
    LONGS_EQUAL(MACH_RCV_TOO_LARGE, a.msg(&in, MACH_RCV_MSG | MACH_RCV_LARGE, 0, 24, port));
    LONGS_EQUAL(m.size, in.header.msgh_size);
    LONGS_EQUAL(1, a.port(port).message_count);
    LONGS_EQUAL(MACH_RCV_TOO_LARGE, a.msg(&in, MACH_RCV_MSG, 0, 24, port));
    LONGS_EQUAL(0, a.port(port).message_count);
    LONGS_EQUAL(m.size, in.header.msgh_size);
    // The same for a receiver that waits already: the large one stays, the waiting thread is told.
    LONGS_EQUAL(actor::blocked, a.msg(&in, MACH_RCV_MSG | MACH_RCV_LARGE, 0, 24, port));
    actor b;
    const auto send = b.take(a, port, MACH_MSG_TYPE_COPY_SEND);
    m = simple(send, MACH_MSG_TYPE_COPY_SEND);
    LONGS_EQUAL(MACH_MSG_SUCCESS, b.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    LONGS_EQUAL(MACH_RCV_TOO_LARGE, a.resume());
    LONGS_EQUAL(1, a.port(port).message_count);
}

TEST(message, no_room_for_a_header) {
    actor a;
    const auto port = a.allocate_with_send();
    for (const mach_msg_size_t room : {0u, 8u, 20u}) {
        simple m(port, MACH_MSG_TYPE_COPY_SEND), in;
        LONGS_EQUAL(MACH_RCV_TIMED_OUT,
                    a.msg(nullptr, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, room, port, 0));
        LONGS_EQUAL(actor::blocked, a.msg(nullptr, MACH_RCV_MSG, 0, room, port));
        actor b;
        const auto send = b.take(a, port, MACH_MSG_TYPE_COPY_SEND);
        simple late(send, MACH_MSG_TYPE_COPY_SEND);
        LONGS_EQUAL(MACH_MSG_SUCCESS, b.msg(&late, MACH_SEND_MSG, late.size, 0, 0));
        LONGS_EQUAL(MACH_RCV_TOO_LARGE, a.resume());
        LONGS_EQUAL(0, a.port(port).message_count);
        a.msg(&m, MACH_SEND_MSG, m.size, 0, 0);
        in.header.msgh_size = 77;
        LONGS_EQUAL(MACH_RCV_TOO_LARGE, a.msg(&in, MACH_RCV_MSG | MACH_RCV_LARGE, 0, room, port));
        LONGS_EQUAL(1, a.port(port).message_count);
        LONGS_EQUAL(MACH_RCV_TOO_LARGE, a.msg(&in, MACH_RCV_MSG, 0, room, port));
        LONGS_EQUAL(0, a.port(port).message_count);
        LONGS_EQUAL(77, in.header.msgh_size);
    }
}

/// One sender tells a bounded number of those whose buffers are too small; these wake the others.
TEST(message, many_buffers_too_small) {
    constexpr unsigned many = 100;
    actor sender, owner;
    const auto port = owner.allocate();
    const auto send = sender.take(owner, port, MACH_MSG_TYPE_MAKE_SEND);
    std::vector<std::unique_ptr<actor>> waiters;
    std::vector<simple> buffers(many);
    for (unsigned i = 0; i < many; ++i) {
        waiters.push_back(std::make_unique<actor>(owner));
        LONGS_EQUAL(actor::blocked,
                    waiters[i]->msg(&buffers[i], MACH_RCV_MSG | MACH_RCV_LARGE, 0, 24, port));
    }
    simple m(send, MACH_MSG_TYPE_COPY_SEND);
    LONGS_EQUAL(MACH_MSG_SUCCESS, sender.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    const auto awake = [&] {
        return std::count_if(waiters.begin(), waiters.end(),
                             [](auto &w) { return w && w->runnable(); });
    };
    CHECK_TRUE(awake() < 40);
    unsigned told = 0;
    while (awake() != 0)
        for (auto &w : waiters)
            if (w && w->runnable()) {
                LONGS_EQUAL(MACH_RCV_TOO_LARGE, w->resume());
                w.reset();
                ++told;
            }
    LONGS_EQUAL(many, told);
    LONGS_EQUAL(1, owner.port(port).message_count);
}

TEST(message, receive_ends_by_timeout_interrupt_moving_and_death) {
    actor a, b;
    simple in;
    const auto port = a.allocate();
    LONGS_EQUAL(MACH_RCV_TIMED_OUT,
                a.msg(&in, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, in.room, port, 0));
    LONGS_EQUAL(actor::blocked, a.msg(&in, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, in.room, port, 5));
    LONGS_EQUAL(MACH_RCV_TIMED_OUT, a.end_wait(KERN_OPERATION_TIMED_OUT));
    LONGS_EQUAL(actor::blocked, a.msg(&in, MACH_RCV_MSG, 0, in.room, port));
    LONGS_EQUAL(MACH_RCV_INTERRUPTED, a.end_wait(KERN_ABORTED));
    LONGS_EQUAL(actor::blocked, a.msg(&in, MACH_RCV_MSG, 0, in.room, port));
    const auto moved = b.take(a, port, MACH_MSG_TYPE_MOVE_RECEIVE);
    LONGS_EQUAL(MACH_RCV_PORT_DIED, a.resume());
    LONGS_EQUAL(actor::blocked, b.msg(&in, MACH_RCV_MSG, 0, in.room, moved));
    b.destroy(moved);
    LONGS_EQUAL(MACH_RCV_PORT_DIED, b.resume());
}

TEST(message, page_wait_at_copy_out_keeps_the_message) {
    actor a;
    const auto port = a.allocate_with_send();
    simple m(port, MACH_MSG_TYPE_COPY_SEND, 5), in;
    a.msg(&m, MACH_SEND_MSG, m.size, 0, 0);
    set_absent(&in, sizeof in);
    LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&in, MACH_RCV_MSG, 0, in.room, port));
    LONGS_EQUAL(5, in.header.msgh_id);
    a.msg(&m, MACH_SEND_MSG, m.size, 0, 0);
    set_bad(&in, sizeof in);
    LONGS_EQUAL(MACH_RCV_INVALID_DATA, a.msg(&in, MACH_RCV_MSG, 0, in.room, port));
}

TEST(message, port_in_its_own_queue_is_destroyed) {
    actor a;
    const auto port = a.allocate_with_send();
    with_ports<1> m(port, MACH_MSG_TYPE_COPY_SEND);
    m.set(0, port, MACH_MSG_TYPE_MOVE_RECEIVE);
    LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
    LONGS_EQUAL(MACH_PORT_TYPE_DEAD_NAME, a.type(port));
}

TEST(message, chain_of_ports_in_messages_dies_without_recursion) {
    actor a;
    constexpr int depth = 3000;
    mach_port_name_t inner = a.allocate_with_send();
    for (int i = 0; i < depth; ++i) {
        const auto outer = a.allocate_with_send();
        with_ports<1> m(outer, MACH_MSG_TYPE_COPY_SEND);
        m.set(0, inner, MACH_MSG_TYPE_MOVE_RECEIVE);
        LONGS_EQUAL(MACH_MSG_SUCCESS, a.msg(&m, MACH_SEND_MSG, m.size, 0, 0));
        a.deallocate(inner);
        inner = outer;
    }
    a.destroy(inner);
    while (!ipc_reap(reap_budget)) {
    }
    LONGS_EQUAL(0, a.space().used());
}
