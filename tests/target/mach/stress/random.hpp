/// \file
/// Random numbers that a seed repeats: G. Marsaglia, "Xorshift RNGs" (2003).
#pragma once

#include <cstdint>

class random_numbers {
public:
    explicit random_numbers(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}

    uint64_t next() {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        return state_ ^= state_ << 17;
    }
    /// \param limit not 0.
    unsigned below(unsigned limit) { return static_cast<unsigned>((next() >> 16) % limit); }
    /// True once in `times`.
    bool once_in(unsigned times) { return below(times) == 0; }

private:
    uint64_t state_;
};
