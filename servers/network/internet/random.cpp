/// \file
/// Numbers that nobody else can guess: SipHash-2-4 (Aumasson, Bernstein 2012) of a counter, or of a
/// connection's ends, under a key from the kernel.
#include <cstring>
#include <optional>

#include <arch/cc.h>
#include <lib/clock.hpp>
#include <lwip/ip_addr.h>
#include <mach/client.hpp>
#include <mach/interface/host.hpp>
#include <mach/mach.h>

namespace {

struct key {
    uint64_t k0, k1;
};

key make_key() {
    key made{server::monotonic_ns(), 0};
    for (uint64_t *half : {&made.k0, &made.k1}) {
        mach::rpc::exchange<mach::interface::host_random_seed> x;
        if (x.call(mach_host_self()) == KERN_SUCCESS) *half ^= x.reply().seed;
    }
    return made;
}

const key &secret() {
    static std::optional<key> k;
    if (!k) k = make_key();
    return *k;
}

constexpr uint64_t rotate(uint64_t x, int by) { return x << by | x >> (64 - by); }

uint64_t hash(const uint64_t *words, unsigned count) {
    const key &k = secret();
    uint64_t a = k.k0 ^ 0x736f6d6570736575, b = k.k1 ^ 0x646f72616e646f6d,
             c = k.k0 ^ 0x6c7967656e657261, d = k.k1 ^ 0x7465646279746573;
    const auto round = [&] {
        a += b, b = rotate(b, 13) ^ a, a = rotate(a, 32);
        c += d, d = rotate(d, 16) ^ c;
        a += d, d = rotate(d, 21) ^ a;
        c += b, b = rotate(b, 17) ^ c, c = rotate(c, 32);
    };
    for (unsigned i = 0; i <= count; ++i) {
        const uint64_t word = i < count ? words[i] : uint64_t{count * 8} << 56;
        d ^= word;
        round(), round();
        a ^= word;
    }
    c ^= 0xff;
    round(), round(), round(), round();
    return a ^ b ^ c ^ d;
}

}  // namespace

uint32_t network_random(void) {
    static uint64_t counter = 0;
    const uint64_t words[]{++counter, server::monotonic_ns()};
    return static_cast<uint32_t>(hash(words, 2));
}

uint32_t network_initial_sequence(const void *local, uint16_t local_port, const void *remote,
                                  uint16_t remote_port) {
    const auto *a = static_cast<const ip_addr_t *>(local);
    const auto *b = static_cast<const ip_addr_t *>(remote);
    uint64_t words[5] = {};
    words[0] = uint64_t{local_port} << 16 | remote_port;
    const auto put = [](uint64_t *to, const ip_addr_t &ip) {
        if (IP_IS_V4_VAL(ip))
            to[0] = ip4_addr_get_u32(ip_2_ip4(&ip));
        else
            std::memcpy(to, ip_2_ip6(&ip)->addr, 16);
    };
    put(words + 1, *a);
    put(words + 3, *b);
    // The clock of RFC 6528 ticks every four microseconds.
    return static_cast<uint32_t>(hash(words, 5) + server::monotonic_ns() / 4000);
}
