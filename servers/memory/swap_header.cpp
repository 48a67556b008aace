/// \file
/// The header that mkswap writes (util-linux, mkswap(8); Linux, include/linux/swap.h).

#include <algorithm>
#include <cstring>

#include "swap_space.hpp"

namespace {

/// Behind 1024 bytes for boot blocks.
struct header_fields {
    uint32_t version, last_page, bad_pages;
};
constexpr std::size_t fields_at = 1024;
constexpr char signature[] = "SWAPSPACE2";  ///< at the end of the first page
constexpr std::size_t signature_length = sizeof signature - 1;

}  // namespace

swap_header_verdict check_swap_header(const char (&header)[MACH_PAGE_SIZE], uint64_t size) {
    if (std::memcmp(header + MACH_PAGE_SIZE - signature_length, signature, signature_length) != 0)
        return {0, "it has no header of a swap space for pages of 4 KB"};
    header_fields fields;
    std::memcpy(&fields, header + fields_at, sizeof fields);
    if (fields.version != 1) return {0, "its header is of an unknown version"};
    if (fields.bad_pages != 0) return {0, "it has bad pages"};
    const uint64_t pages = uint64_t{fields.last_page} + 1;
    const uint64_t usable = std::min(pages, size / MACH_PAGE_SIZE);
    if (usable < pages) return {0, "its header says that it is larger than its partition"};
    if (usable < 2) return {0, "it is too small"};
    return {usable * MACH_PAGE_SIZE, nullptr};
}
