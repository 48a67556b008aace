/// \file
/// Mixing by the finaliser of SplitMix64 (G. Steele et al., OOPSLA 2014).
#include <machine/random.hpp>

#include "devices.hpp"

#include <machine/timer.hpp>

namespace machine {

namespace {

constinit uint64_t state = 0;
constinit bool has_rndr = false;

uint64_t mix(uint64_t value) {
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

/// FEAT_RNG's RNDR; zero when the generator has nothing at the moment.
uint64_t read_rndr() {
    uint64_t value;
    asm volatile("mrs %0, s3_3_c2_c4_0" : "=r"(value)::"cc");
    return value;
}

}  // namespace

void init_random(const fdt_platform &platform) {
    uint64_t features;
    asm("mrs %0, id_aa64isar0_el1" : "=r"(features));
    has_rndr = features >> 60 != 0;
    for (const std::byte b : platform.random_seed)
        state = mix(state ^ std::to_integer<uint64_t>(b));
}

uint64_t random_seed() {
    const uint64_t hardware = has_rndr ? read_rndr() : 0;
    // Lost updates between processors do no harm: each mixes its own counter value in.
    state = mix(state + 0x9e3779b97f4a7c15 + (read_counter() ^ hardware));
    return mix(state ^ hardware);
}

}  // namespace machine
