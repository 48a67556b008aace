#include <machine/random.hpp>

#include <machine/timer.hpp>

#include "features.hpp"

namespace machine {
namespace {

/// RDRAND may run dry for a moment (Intel SDM 1 7.3.17).
uint64_t hardware_random() {
    for (int i = 0; features.random && i < 10; ++i) {
        uint64_t value;
        bool good;
        asm volatile("rdrand %0" : "=r"(value), "=@ccc"(good));
        if (good) return value;
    }
    return 0;
}

}  // namespace

uint64_t random_seed() {
    // A bijective mix (S. Vigna's splitmix64) keeps what entropy the counter has.
    static uint64_t state = 0;
    state += hardware_random() ^ (read_counter() * 0x9e3779b97f4a7c15);
    uint64_t mixed = state;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return mixed ^ mixed >> 31;
}

}  // namespace machine
