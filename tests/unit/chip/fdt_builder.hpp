/// \file
/// Makes flattened device trees for tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

class fdt_builder {
public:
    fdt_builder &begin(std::string_view name) {
        word(1);
        text(structure_, name);
        return *this;
    }
    fdt_builder &end() {
        word(2);
        return *this;
    }
    fdt_builder &cells(std::string_view name, std::initializer_list<uint32_t> values) {
        property(name, values.size() * 4);
        for (const uint32_t value : values) word(value);
        return *this;
    }
    /// A list of strings when it holds zero bytes.
    fdt_builder &string(std::string_view name, std::string_view value) {
        property(name, value.size() + 1);
        text(structure_, value);
        return *this;
    }
    fdt_builder &empty(std::string_view name) {
        property(name, 0);
        return *this;
    }
    fdt_builder &reserve(uint64_t address, uint64_t size) {
        put(reservations_, static_cast<uint32_t>(address >> 32));
        put(reservations_, static_cast<uint32_t>(address));
        put(reservations_, static_cast<uint32_t>(size >> 32));
        put(reservations_, static_cast<uint32_t>(size));
        return *this;
    }
    fdt_builder &word(uint32_t value) {
        put(structure_, value);
        return *this;
    }

    /// The finished tree; on the heap in exactly its size, so that a read beyond it is caught.
    std::vector<std::byte> blob() const {
        std::vector<std::byte> reservations = reservations_, structure = structure_,
                               strings = strings_, out;
        reservations.resize(reservations.size() + 16);
        put(structure, 9);
        const auto reservations_at = uint32_t{40},
                   structure_at = reservations_at + size(reservations);
        const auto strings_at = structure_at + size(structure), total = strings_at + size(strings);
        for (const uint32_t value :
             {uint32_t{0xd00dfeed}, total, structure_at, strings_at, reservations_at, uint32_t{17},
              uint32_t{16}, uint32_t{0}, size(strings), size(structure)})
            put(out, value);
        for (const auto *part : {&reservations, &structure, &strings})
            out.insert(out.end(), part->begin(), part->end());
        return out;
    }

private:
    static uint32_t size(const std::vector<std::byte> &bytes) {
        return static_cast<uint32_t>(bytes.size());
    }
    static void put(std::vector<std::byte> &to, uint32_t value) {
        for (int shift = 24; shift >= 0; shift -= 8)
            to.push_back(static_cast<std::byte>(value >> shift));
    }
    static void text(std::vector<std::byte> &to, std::string_view value) {
        for (const char c : value) to.push_back(static_cast<std::byte>(c));
        to.push_back(std::byte{0});
        to.resize((to.size() + 3) & ~std::size_t{3});
    }
    void property(std::string_view name, std::size_t length) {
        word(3);
        word(static_cast<uint32_t>(length));
        word(size(strings_));
        for (const char c : name) strings_.push_back(static_cast<std::byte>(c));
        strings_.push_back(std::byte{0});
    }

    std::vector<std::byte> reservations_, structure_, strings_;
};
