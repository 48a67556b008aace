/// \file
/// A static ELF64 program in memory, as far as loading needs it (System V gABI, chapters 4 and 5).
/// It trusts nothing in it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include <mach/vm_types.h>

struct elf_segment {
    uint64_t address, memory_size;    ///< as linked
    std::span<const std::byte> data;  ///< its first bytes; zeros follow
    vm_prot_t protection;

    uint64_t first_page() const { return address & ~uint64_t{MACH_PAGE_MASK}; }
    uint64_t end_page() const {
        return (address + memory_size + MACH_PAGE_MASK) & ~uint64_t{MACH_PAGE_MASK};
    }
};

class elf_image {
public:
    static constexpr std::size_t max_segments = 16;
    /// Why a program cannot be loaded; a phrase for the console.
    using problem = const char *;

    /// Checks everything that the other members rely on: segments lie in the file, in ascending
    /// order, on pages of their own, and within user space. \param machine the expected e_machine
    [[nodiscard]] static std::expected<elf_image, problem> parse(std::span<const std::byte> file,
                                                                 uint16_t machine);

    std::span<const elf_segment> segments() const { return {segments_.data(), count_}; }
    /// Position-independent: may be loaded anywhere.
    bool relocatable() const { return relocatable_; }
    uint64_t entry() const { return entry_; }
    /// Address of the program headers in memory, 0 when no segment has them.
    uint64_t headers() const { return headers_; }
    uint16_t header_count() const { return header_count_; }
    static constexpr uint16_t header_size = 56;

private:
    std::expected<void, problem> add(std::span<const std::byte> file, const std::byte *header);

    std::array<elf_segment, max_segments> segments_{};
    std::size_t count_ = 0;
    uint64_t entry_ = 0, headers_ = 0, headers_offset_ = 0;
    uint16_t header_count_ = 0;
    bool relocatable_ = false;
};
