// Frames of all kinds, as they are and spoilt, through the stack as the server configures it.
#include <CppUTest/TestHarness.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/inet_chksum.h>
#include <lwip/init.h>
#include <lwip/ip4_frag.h>
#include <lwip/ip6_frag.h>
#include <lwip/nd6.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/stats.h>
#include <lwip/timeouts.h>
#include <lwip/udp.h>
#include <network/internet/frame.hpp>

namespace {

uint32_t clock_ms = 0;
uint64_t seed = 88172645463325252ull;
/// Marsaglia's xorshift: the same sequence each time.
uint32_t next() {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return static_cast<uint32_t>(seed >> 16);
}

}  // namespace

extern "C" {
void sys_timeouts_init(void) {}
void tcp_timer_needed(void) {}
u32_t sys_now(void) { return clock_ms; }
uint32_t network_random(void) { return next(); }
uint32_t network_initial_sequence(const void *, uint16_t, const void *, uint16_t) { return 1000; }
void network_assertion_failed(const char *what, const char *file, int line) {
    std::fprintf(stderr, "%s:%d: %s\n", file, line, what);
    std::abort();
}
}

namespace {

using bytes = std::vector<uint8_t>;

unsigned sent = 0, received = 0;
struct netif card;

err_t swallow(struct netif *, pbuf *) {
    ++sent;
    return ERR_OK;
}

err_t prepare(struct netif *n) {
    n->name[0] = 'e';
    n->name[1] = 't';
    n->output = etharp_output;
    n->output_ip6 = ethip6_output;
    n->linkoutput = swallow;
    n->mtu = 1500;
    n->hwaddr_len = 6;
    std::memcpy(n->hwaddr, "\x52\x54\0\x12\x34\x56", 6);
    n->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
    return ERR_OK;
}

void count(void *, struct udp_pcb *, pbuf *p, const ip_addr_t *, u16_t) {
    ++received;
    pbuf_free(p);
}

err_t take(void *, struct tcp_pcb *pcb, pbuf *p, err_t) {
    if (!p) return tcp_close(pcb);
    tcp_recved(pcb, p->tot_len);
    pbuf_free(p);
    return ERR_OK;
}
err_t accepted(void *, struct tcp_pcb *pcb, err_t) {
    if (pcb) tcp_recv(pcb, take);
    return ERR_OK;
}

/// Once for all tests, as in the server.
void start() {
    static bool started = false;
    if (started) return;
    started = true;
    lwip_init();
    ip4_addr_t ip, mask, gateway;
    IP4_ADDR(&ip, 10, 0, 2, 15);
    IP4_ADDR(&mask, 255, 255, 255, 0);
    IP4_ADDR(&gateway, 10, 0, 2, 2);
    netif_add(&card, &ip, &mask, &gateway, nullptr, prepare, netif_input);
    netif_set_default(&card);
    netif_create_ip6_linklocal_address(&card, 1);
    card.ip6_autoconfig_enabled = 1;
    netif_set_up(&card);
    struct udp_pcb *u = udp_new_ip_type(IPADDR_TYPE_ANY);
    udp_bind(u, IP_ANY_TYPE, 7);
    udp_recv(u, count, nullptr);
    struct tcp_pcb *t = tcp_new_ip_type(IPADDR_TYPE_ANY);
    tcp_bind(t, IP_ANY_TYPE, 80);
    tcp_accept(tcp_listen(t), accepted);
}

void put16(bytes &b, std::size_t at, unsigned value) {
    b[at] = static_cast<uint8_t>(value >> 8);
    b[at + 1] = static_cast<uint8_t>(value);
}

bytes ethernet(unsigned type) {
    bytes b = {0x52, 0x54, 0, 0x12, 0x34, 0x56, 0x52, 0x55, 10, 0, 2, 2, 0, 0};
    put16(b, 12, type);
    return b;
}

/// An IPv4 packet with the right checksums of its header.
bytes ip4(uint8_t protocol, const bytes &payload, unsigned fragment = 0) {
    bytes b = ethernet(0x0800);
    const bytes header = {0x45, 0, 0, 0, 0, 1, 0, 0, 64, protocol, 0, 0, 10, 0, 2, 2, 10, 0, 2, 15};
    b.insert(b.end(), header.begin(), header.end());
    put16(b, 16, static_cast<unsigned>(20 + payload.size()));
    put16(b, 20, fragment);
    const uint16_t sum = inet_chksum(b.data() + 14, 20);
    std::memcpy(b.data() + 24, &sum, 2);
    b.insert(b.end(), payload.begin(), payload.end());
    return b;
}

bytes udp(unsigned port) {
    bytes b = {0x30, 0x39, 0, 0, 0, 12, 0, 0, 'p', 'i', 'n', 'g'};
    put16(b, 2, port);
    return b;
}

bytes tcp(uint8_t flags, std::size_t data = 0) {
    bytes b = {0x30, 0x39, 0, 80, 0, 0, 0, 1,    0, 0, 3, 0xe9, 0x80, flags, 0x20, 0,
               0,    0,    0, 0,  2, 4, 5, 0xb4, 1, 3, 3, 7,    4,    2,     0,    0};
    b.resize(b.size() + data, 'x');
    return b;
}

bytes icmp(uint8_t type) {
    bytes b = {type, 0, 0, 0, 0, 1, 0, 1};
    b.resize(64, 'i');
    const uint16_t sum = inet_chksum(b.data(), static_cast<u16_t>(b.size()));
    std::memcpy(b.data() + 2, &sum, 2);
    return b;
}

bytes arp(uint8_t operation) {
    bytes b = ethernet(0x0806);
    const bytes rest = {0,  1, 8, 0, 6, 4, 0, operation, 0x52, 0x55, 10, 0, 2, 2,
                        10, 0, 2, 2, 0, 0, 0, 0,         0,    0,    10, 0, 2, 15};
    b.insert(b.end(), rest.begin(), rest.end());
    return b;
}

bytes ip6(uint8_t next_header, const bytes &payload) {
    bytes b = ethernet(0x86dd);
    b.resize(14 + 40);
    b[14] = 0x60;
    put16(b, 18, static_cast<unsigned>(payload.size()));
    b[20] = next_header;
    b[21] = 255;
    const uint8_t from[16] = {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};
    std::memcpy(&b[22], from, 16);
    std::memcpy(&b[38], netif_ip6_addr(&card, 0)->addr, 16);
    b.insert(b.end(), payload.begin(), payload.end());
    return b;
}

std::vector<bytes> samples() {
    bytes fragment6 = {17, 0, 0, 1, 0, 0, 0, 9};
    const bytes u = udp(7);
    fragment6.insert(fragment6.end(), u.begin(), u.end());
    bytes hops = {58, 0, 5, 2, 0, 0, 1, 0};
    bytes advertisement = {134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 3, 4, 64, 0xc0};
    advertisement.resize(48, 1);
    bytes solicitation = {135, 0, 0, 0, 0, 0, 0, 0};
    solicitation.resize(32, 1);
    return {arp(1),
            arp(2),
            ip4(17, udp(7)),
            ip4(17, udp(68)),
            ip4(17, udp(7), 0x2000),
            ip4(17, udp(7), 0x0001),
            ip4(6, tcp(2)),
            ip4(6, tcp(0x10)),
            ip4(6, tcp(0x18, 100)),
            ip4(6, tcp(4)),
            ip4(6, tcp(0x11)),
            ip4(1, icmp(8)),
            ip4(1, icmp(3)),
            ip6(17, udp(7)),
            ip6(44, fragment6),
            ip6(0, hops),
            ip6(58, advertisement),
            ip6(58, solicitation),
            ip6(6, tcp(2)),
            ip6(43, hops)};
}

uint32_t refused = 0;

void receive(const bytes &frame) {
    pbuf *p = network::frame_of({reinterpret_cast<const char *>(frame.data()), frame.size()});
    if (!p)
        ++refused;
    else if (card.input(p, &card) != ERR_OK)
        pbuf_free(p);
}

/// All that the stack has counted as bad.
uint32_t bad() {
    const auto &s = lwip_stats;
    uint32_t sum = refused;
    for (const stats_proto *p : {&s.link, &s.etharp, &s.ip, &s.ip6, &s.ip_frag, &s.ip6_frag,
                                 &s.icmp, &s.icmp6, &s.udp, &s.tcp, &s.nd6})
        sum += p->drop + p->chkerr + p->lenerr + p->proterr;
    return sum;
}

void tick() {
    clock_ms += 1000;
    etharp_tmr();
    ip_reass_tmr();
    ip6_reass_tmr();
    nd6_tmr();
    for (int i = 0; i < 4; ++i) tcp_tmr();
}

}  // namespace

TEST_GROUP(receive){void setup() override{start();
}
}
;

TEST(receive, good_frames_arrive) {
    const unsigned before = received, answers = sent;
    receive(ip4(17, udp(7)));
    LONGS_EQUAL(before + 1, received);
    receive(arp(1));
    receive(ip4(1, icmp(8)));
    CHECK(sent >= answers + 2);
}

TEST(receive, malformed_frames_are_dropped_and_counted) {
    const unsigned before = received;
    std::vector<bytes> wrong;
    wrong.push_back(ip4(17, udp(7)));
    wrong.back()[24] ^= 1;  // checksum of the header
    wrong.push_back(ip4(17, udp(7)));
    wrong.back()[14] = 0x41;  // a header shorter than a header
    wrong.push_back(ip4(17, udp(7)));
    put16(wrong.back(), 16, 4000);  // longer than the frame
    wrong.push_back(ip4(6, tcp(2)));
    wrong.back()[46] = 0xf0;  // TCP options beyond the end
    wrong.push_back(bytes(13, 0));
    wrong.push_back({});
    bytes short_udp = ip4(17, {0, 1, 0, 7});
    wrong.push_back(short_udp);
    for (const bytes &frame : wrong) {
        const uint32_t counted = bad();
        receive(frame);
        CHECK(bad() > counted);
    }
    LONGS_EQUAL(before, received);
}

TEST(receive, spoilt_frames_do_no_harm) {
    const auto all = samples();
    const uint32_t counted = bad();
    for (int round = 0; round < 200000; ++round) {
        bytes frame = all[next() % all.size()];
        for (unsigned changes = next() % 6; changes-- > 0;) {
            switch (next() % 4) {
            case 0:
            case 1: frame[next() % frame.size()] = static_cast<uint8_t>(next()); break;
            case 2: frame.resize(1 + next() % frame.size()); break;
            default: frame.resize(frame.size() + next() % 200, static_cast<uint8_t>(next()));
            }
        }
        receive(frame);
        if (round % 64 == 0) tick();
    }
    CHECK(bad() > counted);
    for (int i = 0; i < 200; ++i) tick();
    const unsigned before = received;
    receive(ip4(17, udp(7)));
    LONGS_EQUAL(before + 1, received);
}
