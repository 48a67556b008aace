/// \file
/// What has been sent to sockets and not been received yet, all of them together.
#pragma once

#include <algorithm>
#include <cstddef>

namespace network {

/// The bytes of one queue, which counts them here. As with Linux's tcp_mem and udp_mem there is a
/// limit for all queues, since what they hold, ending a process does not bring back at once.
class held_bytes {
public:
    /// At first there is no limit.
    static void limit_all(std::size_t bytes) { all_max_ = bytes; }
    /// Half of the limit is used: a queue gets room for little only.
    static bool crowded() { return all_ >= all_max_ / 2; }
    static bool may_hold(std::size_t count) { return all_ + count <= all_max_; }
    /// Of a queue for `most` bytes that holds `held`, how many more it may take now.
    static std::size_t room(std::size_t held, std::size_t most) {
        const std::size_t limit = crowded() ? std::min(most, crowded_max) : most;
        return held < limit ? limit - held : 0;
    }

    held_bytes() = default;
    held_bytes(const held_bytes &) = delete;
    held_bytes &operator=(const held_bytes &) = delete;
    ~held_bytes() { all_ -= count_; }

    operator std::size_t() const { return count_; }
    void set(std::size_t count) {
        all_ += count - count_;
        count_ = count;
    }
    void operator+=(std::size_t count) {
        count_ += count;
        all_ += count;
    }
    void operator-=(std::size_t count) {
        count_ -= count;
        all_ -= count;
    }

private:
    static constexpr std::size_t crowded_max = 4096;
    static inline std::size_t all_ = 0, all_max_ = ~std::size_t{0};

    std::size_t count_ = 0;
};

}  // namespace network
