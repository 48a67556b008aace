/// \file
/// An Ethernet frame as lwIP takes it.
#pragma once

#include <span>

#include <lwip/pbuf.h>

namespace network {

/// A copy of what a card has received, filled up with zeros to Ethernet's least size: lwIP reads
/// short packets (ARP's) as if they had it. Null: no frame, or no memory.
pbuf *frame_of(std::span<const char> bytes);

}  // namespace network
