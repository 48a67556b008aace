#include <ipctrace/exchange.hpp>

#include <cstring>
#include <vector>

#include <CppUTest/TestHarness.h>
#include <protocol/process.hpp>

using namespace ipctrace;

namespace {

constexpr uint32_t client = 10, server = 20, other = 30;  // pids, tasks and threads alike

/// Records as the kernel would make them.
struct recording {
    std::vector<record> all;
    uint64_t now = 0;

    record &add(uint16_t kind, uint32_t who, uint64_t port, uint32_t message, int32_t id,
                uint8_t right, uint64_t reply_port = 0) {
        record r{};
        r.time_ns = now += 10;
        r.kind = kind;
        r.task = r.thread = who;
        r.pid = who == client || who == other ? who : 0;
        r.port = port;
        r.reply_port = reply_port;
        r.message = message;
        r.id = id;
        r.bits = MACH_MSGH_BITS(right, 0u);
        r.size = 24 + 8;
        all.push_back(r);
        return all.back();
    }
    void request(uint32_t from, uint32_t to, uint64_t port, uint64_t reply_port, int32_t id) {
        add(MACH_TRACE_SENT, from, port, 1, id, MACH_MSG_TYPE_PORT_SEND, reply_port);
        add(MACH_TRACE_RECEIVED, to, port, 1, id, MACH_MSG_TYPE_PORT_SEND, reply_port);
    }
    void reply(uint32_t from, uint32_t to, uint64_t reply_port, int32_t id) {
        add(MACH_TRACE_SENT, from, reply_port, 2, id, MACH_MSG_TYPE_PORT_SEND_ONCE);
        add(MACH_TRACE_RECEIVED, to, reply_port, 2, id, MACH_MSG_TYPE_PORT_SEND_ONCE);
    }
    std::vector<exchange> of(uint32_t pid) const { return exchanges(all, {pid}); }
};

}  // namespace

TEST_GROUP(exchange) { recording r; };

TEST(exchange, a_request_has_its_reply_and_all_times) {
    r.request(client, server, 100, 200, 5);
    r.reply(server, client, 200, 105);
    const auto all = r.of(client);
    LONGS_EQUAL(1, all.size());
    LONGS_EQUAL(-1, all[0].parent);
    CHECK(all[0].received() && all[0].replied());
    LONGS_EQUAL(10, all[0].request.time_ns);
    LONGS_EQUAL(20, all[0].receiver.time_ns);
    LONGS_EQUAL(30, all[0].reply.time_ns);
    LONGS_EQUAL(40, all[0].answered_ns);
    LONGS_EQUAL(server, all[0].receiver.task);
}

TEST(exchange, what_a_server_sends_meanwhile_is_nested) {
    r.request(client, server, 100, 200, 5);
    r.request(server, 40, 300, 400, 6);
    r.request(40, 50, 500, 600, 7);
    r.reply(50, 40, 600, 107);
    r.reply(40, server, 400, 106);
    r.reply(server, client, 200, 105);
    const auto all = r.of(client);
    LONGS_EQUAL(3, all.size());
    LONGS_EQUAL(0, all[1].parent);
    LONGS_EQUAL(1, all[2].parent);
    LONGS_EQUAL(2, all[2].depth);
    for (const exchange &e : all) CHECK(e.replied() && e.answered_ns != 0);
}

TEST(exchange, others_are_left_out) {
    r.request(other, server, 100, 201, 5);
    r.request(server, 40, 300, 400, 6);
    r.reply(40, server, 400, 106);
    r.reply(server, other, 201, 105);
    LONGS_EQUAL(0, r.of(client).size());
}

TEST(exchange, a_server_that_has_replied_serves_no_more) {
    r.request(client, server, 100, 200, 5);
    r.reply(server, client, 200, 105);
    r.request(server, 40, 300, 400, 6);
    LONGS_EQUAL(1, r.of(client).size());
}

TEST(exchange, a_server_that_takes_another_request_serves_that) {
    r.request(client, server, 100, 200, 5);  // the reply will come later
    r.request(other, server, 100, 201, 5);
    r.request(server, 40, 300, 400, 6);
    r.reply(40, server, 400, 106);
    r.reply(server, other, 201, 105);
    r.reply(server, client, 200, 105);
    const auto all = r.of(client);
    LONGS_EQUAL(1, all.size());
    CHECK(all[0].replied());
}

TEST(exchange, a_message_number_is_used_again) {
    r.add(MACH_TRACE_SENT, client, 100, 1, 5, MACH_MSG_TYPE_PORT_SEND);
    r.add(MACH_TRACE_SENT, other, 101, 1, 6, MACH_MSG_TYPE_PORT_SEND);
    r.add(MACH_TRACE_RECEIVED, server, 101, 1, 6, MACH_MSG_TYPE_PORT_SEND);
    const auto all = r.of(client);
    LONGS_EQUAL(1, all.size());
    CHECK(!all[0].received());
}

TEST(exchange, children_of_children_are_descendants) {
    const auto fork = [this](uint32_t parent, int32_t child, uint64_t reply_port,
                             kern_return_t result) {
        record &ask = r.add(MACH_TRACE_SENT, parent, 100, 1, protocol::process_fork::id,
                            MACH_MSG_TYPE_PORT_SEND, reply_port);
        ask.pid = parent;
        record &answer = r.add(MACH_TRACE_SENT, server, reply_port, 2,
                               protocol::process_fork::reply_id, MACH_MSG_TYPE_PORT_SEND_ONCE);
        const protocol::process_fork_reply body{.result = result, .pid = child};
        std::memcpy(answer.data, &body, sizeof body);
    };
    fork(11, 12, 201, KERN_SUCCESS);  // before its parent's fork is answered
    fork(client, 11, 200, KERN_SUCCESS);
    fork(client, 13, 202, KERN_FAILURE);
    fork(other, 14, 203, KERN_SUCCESS);
    const auto all = descendants(r.all, client);
    CHECK(all == (std::set<uint32_t>{client, 11, 12}));
}
