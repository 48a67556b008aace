/// \file
/// Bytes of a stream as lwIP has delivered them.
#pragma once

#include <cstddef>
#include <deque>
#include <span>

#include <lwip/pbuf.h>

#include "../held_bytes.hpp"

namespace network {

/// A chain of pbufs counts its bytes in 16 bits, which a window exceeds: so several chains.
class pbuf_queue {
public:
    pbuf_queue() = default;
    pbuf_queue(const pbuf_queue &) = delete;
    pbuf_queue &operator=(const pbuf_queue &) = delete;
    ~pbuf_queue() {
        for (pbuf *p : chains_) pbuf_free(p);
    }

    std::size_t bytes() const { return bytes_; }
    /// The chain is the queue's afterwards.
    void put(pbuf *chain) {
        bytes_ += chain->tot_len;
        chains_.push_back(chain);
    }
    /// Copies from the front. \return how many bytes.
    std::size_t copy(std::span<char> to) const;
    void drop(std::size_t count);

private:
    std::deque<pbuf *> chains_;
    held_bytes bytes_;
};

}  // namespace network
