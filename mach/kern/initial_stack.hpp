/// \file
/// The stack that a program finds at its first instruction: argument count, argument pointers,
/// environment pointers, auxiliary vector (System V ABI, "Process Initialization"; the vector's
/// tags are Linux's).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

class initial_stack {
public:
    static constexpr std::size_t size = 4096;

    /// \param top the address that the image's end will have; a multiple of 16
    explicit initial_stack(uint64_t top) : top_(top), strings_(size) {}

    /// The next argument. Too many or too long ones are left out.
    void add_argument(std::string_view text);
    void add_auxiliary(uint64_t tag, uint64_t value);
    /// Bytes that the program finds by an address. \return that address
    uint64_t add_bytes(const void *bytes, std::size_t count);
    /// Puts the vectors below the strings. \return the stack pointer, a multiple of 16
    uint64_t finish();
    /// The finished image, from the stack pointer to `top`.
    std::span<const std::byte> bytes() const { return std::span(image_).subspan(vectors_); }

private:
    static constexpr std::size_t max_arguments = 8, max_auxiliary = 24;
    /// What the vectors may take at most.
    static constexpr std::size_t vectors_room =
        (1 + max_arguments + 1 + 1 + 2 * (max_auxiliary + 1)) * sizeof(uint64_t) + 16;

    uint64_t address(std::size_t offset) const { return top_ - size + offset; }

    uint64_t top_;
    std::size_t strings_;  ///< offset of the lowest string
    std::size_t vectors_ = size;
    std::size_t arguments_ = 0, auxiliaries_ = 0;
    std::array<uint64_t, max_arguments> argument_{};
    std::array<uint64_t, 2 * max_auxiliary> auxiliary_{};
    alignas(16) std::array<std::byte, size> image_{};
};
