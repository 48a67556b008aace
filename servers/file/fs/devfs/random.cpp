#include <fs/devfs/random.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace devfs {

namespace {

constexpr std::size_t block_size = 64, key_words = 8;

struct generator {
    uint32_t key[key_words];
    uint64_t counter;
    bool seeded;
};
generator state;

void quarter_round(uint32_t &a, uint32_t &b, uint32_t &c, uint32_t &d) {
    a += b, d = std::rotl(d ^ a, 16);
    c += d, b = std::rotl(b ^ c, 12);
    a += b, d = std::rotl(d ^ a, 8);
    c += d, b = std::rotl(b ^ c, 7);
}

void next_block(char (&out)[block_size]) {
    uint32_t input[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    std::memcpy(input + 4, state.key, sizeof state.key);
    input[12] = static_cast<uint32_t>(state.counter);
    input[13] = static_cast<uint32_t>(state.counter >> 32);
    ++state.counter;
    uint32_t x[16];
    std::memcpy(x, input, sizeof x);
    for (int round = 0; round < 10; ++round) {
        quarter_round(x[0], x[4], x[8], x[12]);
        quarter_round(x[1], x[5], x[9], x[13]);
        quarter_round(x[2], x[6], x[10], x[14]);
        quarter_round(x[3], x[7], x[11], x[15]);
        quarter_round(x[0], x[5], x[10], x[15]);
        quarter_round(x[1], x[6], x[11], x[12]);
        quarter_round(x[2], x[7], x[8], x[13]);
        quarter_round(x[3], x[4], x[9], x[14]);
    }
    for (int i = 0; i < 16; ++i) x[i] += input[i];
    std::memcpy(out, x, sizeof x);
}

void replace_key() {
    char block[block_size];
    next_block(block);
    std::memcpy(state.key, block, sizeof state.key);
}

void stir(uint64_t value) {
    state.key[0] ^= static_cast<uint32_t>(value);
    state.key[1] ^= static_cast<uint32_t>(value >> 32);
    replace_key();
}

}  // namespace

void mix_random(const void *from, std::size_t count) {
    const auto *bytes = static_cast<const char *>(from);
    while (count) {
        uint64_t value = 0;
        const std::size_t part = std::min(count, sizeof value);
        std::memcpy(&value, bytes, part);
        stir(value);
        bytes += part;
        count -= part;
    }
}

void fill_random(char *to, std::size_t count) {
    if (!state.seeded) {
        // Jitter between readings of the counter, gathered once; every request adds one more
        // reading.
        for (int i = 0; i < 64; ++i) stir(entropy());
        state.seeded = true;
    }
    stir(entropy());
    while (count) {
        char block[block_size];
        next_block(block);
        const std::size_t part = std::min(count, block_size);
        std::memcpy(to, block, part);
        to += part;
        count -= part;
    }
    replace_key();
}

}  // namespace devfs
