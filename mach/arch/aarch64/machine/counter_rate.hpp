/// \file
/// From a counter's ticks to nanoseconds and back.
#pragma once

#include <cstdint>

namespace machine {

/// Exact when the frequency divides 10^9 (as QEMU's 62.5 MHz does), else at most a few 2^-32 parts
/// fast.
struct counter_rate {
    uint64_t multiplier = 1;  ///< ns = (ticks * multiplier) >> shift, the product in 128 bits
    uint32_t shift = 0;       ///< 0 or 32
    uint64_t frequency = 1'000'000'000;

    /// \param frequency in Hz; 1 kHz to 4 GHz, else it is taken as 1 GHz.
    static constexpr counter_rate of(uint64_t frequency) {
        constexpr uint64_t second = 1'000'000'000;
        if (frequency < 1'000 || frequency > 4 * second) return {};
        if (second % frequency == 0) return {second / frequency, 0, frequency};
        // Rounded up, so that no time is reached before its tick count.
        return {((second << 32) + frequency - 1) / frequency, 32, frequency};
    }
    constexpr uint64_t to_ns(uint64_t ticks) const {
        const unsigned __int128 product = static_cast<unsigned __int128>(ticks) * multiplier;
        return static_cast<uint64_t>(shift == 0 ? product : product >> 32);
    }
    /// Rounded up: when the counter has reached the result, to_ns of it has reached `ns`.
    /// Saturates.
    constexpr uint64_t to_ticks(uint64_t ns) const {
        if (shift == 0) return ns / multiplier + (ns % multiplier != 0);
        constexpr uint64_t second = 1'000'000'000;
        if (ns >> 61) return ~uint64_t{0} >> 1;
        return ns / second * frequency + ns % second * frequency / second + 2;
    }
};

}  // namespace machine
