#include <CppUTest/TestHarness.h>

#include <string>

#include <network/internet/pbuf_queue.hpp>

using network::pbuf_queue;

namespace {

pbuf *chain(const std::string &text) {
    pbuf *p = pbuf_alloc(PBUF_RAW, static_cast<u16_t>(text.size()), PBUF_RAM);
    pbuf_take(p, text.data(), static_cast<u16_t>(text.size()));
    return p;
}

std::string front(const pbuf_queue &q, std::size_t room) {
    std::string to(room, '?');
    to.resize(q.copy(to));
    return to;
}

}  // namespace

TEST_GROUP(pbuf_queue){};

TEST(pbuf_queue, gives_bytes_in_order_across_chains) {
    pbuf_queue q;
    LONGS_EQUAL(0, q.bytes());
    q.put(chain("one"));
    q.put(chain("two"));
    LONGS_EQUAL(6, q.bytes());
    CHECK_EQUAL(std::string("onet"), front(q, 4));
    q.drop(4);
    CHECK_EQUAL(std::string("wo"), front(q, 10));
    q.drop(2);
    LONGS_EQUAL(0, q.bytes());
    CHECK_EQUAL(std::string(), front(q, 10));
}

TEST(pbuf_queue, holds_more_than_a_chain_can_count) {
    pbuf_queue q;
    for (int i = 0; i < 5; ++i) q.put(chain(std::string(60000, static_cast<char>('a' + i))));
    LONGS_EQUAL(300000, q.bytes());
    q.drop(150000);
    LONGS_EQUAL(150000, q.bytes());
    CHECK_EQUAL(std::string(30000, 'c') + std::string(10000, 'd'), front(q, 40000));
}
