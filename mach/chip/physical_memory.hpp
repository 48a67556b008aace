/// \file
/// Reading what firmware and boot loaders left in physical memory, without trust in it: every
/// access is bounded, and what is out of bounds reads as nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

using byte_span = std::span<const std::byte>;

/// Gives `size` bytes at a physical address, or an empty span where it cannot. The host tests have
/// their own.
using physical_reader = byte_span (*)(uint64_t address, std::size_t size);

/// A little-endian field, which need not be aligned; 0 when it is not wholly inside `bytes`.
template <class T>
T field(byte_span bytes, std::size_t offset) {
    T value{};
    if (offset <= bytes.size() && bytes.size() - offset >= sizeof value)
        std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

/// `bytes` from `offset` on, at most `size` of them.
inline byte_span part(byte_span bytes, std::size_t offset, std::size_t size = ~std::size_t{0}) {
    if (offset >= bytes.size()) return {};
    return bytes.subspan(offset, size < bytes.size() - offset ? size : bytes.size() - offset);
}
