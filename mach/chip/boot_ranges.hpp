/// \file
/// Sets of physical ranges in fixed arrays, as boot_info has them: sorted, disjoint, not adjacent.
#pragma once

#include <cstddef>

#include <kern/boot_info.hpp>

/// Adds [begin, end) to the set of `count` ranges in `ranges`, joining what touches. \return false
/// when it would take more than `capacity` ranges; nothing is added then.
inline bool range_set_add(physical_range *ranges, std::size_t &count, std::size_t capacity,
                          uint64_t begin, uint64_t end) {
    if (begin >= end) return true;
    std::size_t first = 0;
    while (first < count && ranges[first].end < begin) ++first;
    std::size_t last = first;  // [first, last) touch the new one
    while (last < count && ranges[last].begin <= end) ++last;
    if (first == last) {
        if (count == capacity) return false;
        for (std::size_t i = count++; i > first; --i) ranges[i] = ranges[i - 1];
        ranges[first] = {begin, end};
        return true;
    }
    ranges[first] = {ranges[first].begin < begin ? ranges[first].begin : begin,
                     ranges[last - 1].end > end ? ranges[last - 1].end : end};
    for (std::size_t i = last; i < count; ++i) ranges[first + 1 + i - last] = ranges[i];
    count -= last - first - 1;
    return true;
}

inline constexpr uint64_t boot_page_size = 4096;

/// RAM: whole pages inside [begin, end).
inline bool boot_add_memory(boot_info &boot, uint64_t begin, uint64_t end) {
    begin =
        begin + boot_page_size - 1 < begin ? end : (begin + boot_page_size - 1) & -boot_page_size;
    return range_set_add(boot.memory, boot.memory_count, boot_info::max_ranges, begin,
                         end & -boot_page_size);
}
/// In use: all pages that [begin, end) touches.
inline bool boot_reserve(boot_info &boot, uint64_t begin, uint64_t end) {
    if (begin >= end) return true;
    end = end + boot_page_size - 1 < end ? -boot_page_size
                                         : (end + boot_page_size - 1) & -boot_page_size;
    return range_set_add(boot.reserved, boot.reserved_count, boot_info::max_ranges,
                         begin & -boot_page_size, end);
}
