#include "frame.hpp"

#include <algorithm>
#include <cstring>

#include <protocol/packet.hpp>

namespace network {

namespace {
constexpr std::size_t header_size = 14, size_min = 60;
}

pbuf *frame_of(std::span<const char> bytes) {
    if (bytes.size() < header_size || bytes.size() > protocol::packet_frame_max) return nullptr;
    const std::size_t size = std::max(bytes.size(), size_min);
    pbuf *p = pbuf_alloc(PBUF_RAW, static_cast<u16_t>(size), PBUF_RAM);
    if (!p) return nullptr;
    auto *to = static_cast<char *>(p->payload);
    std::memcpy(to, bytes.data(), bytes.size());
    std::memset(to + bytes.size(), 0, size - bytes.size());
    return p;
}

}  // namespace network
