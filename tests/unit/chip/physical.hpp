/// \file
/// Physical memory of a test: some bytes at a chosen address, nothing elsewhere.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include <chip/physical_memory.hpp>

class test_memory {
public:
    /// Makes this what `read` reads, exactly sized, so that the sanitizer sees every byte too far.
    test_memory() { current = this; }
    ~test_memory() { current = nullptr; }

    void put(uint64_t address, const std::vector<std::byte> &bytes) { pieces_[address] = bytes; }
    std::vector<std::byte> &at(uint64_t address) { return pieces_[address]; }

    static byte_span read(uint64_t address, std::size_t size) {
        if (!current) return {};
        auto piece = current->pieces_.upper_bound(address);
        if (piece == current->pieces_.begin()) return {};
        --piece;
        const uint64_t offset = address - piece->first;
        if (offset > piece->second.size() || size > piece->second.size() - offset) return {};
        return byte_span(piece->second).subspan(offset, size);
    }

private:
    static inline test_memory *current = nullptr;
    std::map<uint64_t, std::vector<std::byte>> pieces_;
};

/// Bytes written one field after another.
class byte_builder {
public:
    byte_builder &text(std::string_view s) {
        for (char c : s) bytes.push_back(static_cast<std::byte>(c));
        return *this;
    }
    byte_builder &u8(uint64_t v) { return number(v, 1); }
    byte_builder &u16(uint64_t v) { return number(v, 2); }
    byte_builder &u32(uint64_t v) { return number(v, 4); }
    byte_builder &u64(uint64_t v) { return number(v, 8); }
    byte_builder &zeros(std::size_t n) {
        bytes.resize(bytes.size() + n);
        return *this;
    }
    byte_builder &align(std::size_t n) { return zeros((n - bytes.size() % n) % n); }

    std::vector<std::byte> bytes;

private:
    byte_builder &number(uint64_t v, unsigned size) {
        for (unsigned i = 0; i < size; ++i) bytes.push_back(static_cast<std::byte>(v >> 8 * i));
        return *this;
    }
};

/// Makes all bytes of `b` sum to zero by changing the one at `place`.
inline void fix_checksum(std::vector<std::byte> &b, std::size_t place, std::size_t size) {
    b[place] = std::byte{0};
    unsigned sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += static_cast<unsigned>(b[i]);
    b[place] = static_cast<std::byte>(-sum);
}

/// An ACPI table: header with `signature`, then `body`.
inline std::vector<std::byte> acpi_table(std::string_view signature, const byte_builder &body) {
    byte_builder t;
    t.text(signature)
        .u32(36 + body.bytes.size())
        .u8(1)
        .u8(0)
        .text("PORTOLTESTTEST")
        .u32(1)
        .u32(0)
        .u32(0);
    t.bytes.resize(36);
    t.bytes.insert(t.bytes.end(), body.bytes.begin(), body.bytes.end());
    fix_checksum(t.bytes, 9, t.bytes.size());
    return t.bytes;
}
