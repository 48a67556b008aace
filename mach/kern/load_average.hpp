/// \file
/// The load averages of the machine: how many threads run, or could if there were a processor for
/// them, over the last 1, 5 and 15 minutes. Each is an exponentially weighted mean, as getloadavg
/// gives elsewhere, but no clock ticks for it. What threads have asked for in all is known at any
/// time; what came about since the last look is folded in when a processor begins or ends to idle,
/// when a slice ends while others wait, and when somebody asks.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

class load_average {
public:
    static constexpr unsigned spans = 3;

    /// Until `now` threads ran or waited for processors for `demand` in all, both ns. A call less
    /// than 8 ms after the one before changes nothing.
    void fold(uint64_t now, uint64_t demand);
    /// As of the last fold, times LOAD_SCALE.
    uint32_t scaled(unsigned span) const { return scaled_[span].load(std::memory_order_relaxed); }

private:
    uint64_t folded_at_ = 0, demand_ = 0;
    std::array<int64_t, spans> average_{};  ///< threads, 16 bits of them fraction
    std::array<std::atomic<uint32_t>, spans> scaled_{};
};

/// The machine's, folded if that is a second or more ago.
const load_average &machine_load();
