/// \file
/// Where to begin to look for free addresses: for some sizes of gaps, an address below which no gap
/// of that size is left (above the base, the address that the last search asked for). A search
/// begins at the next larger of these sizes, so it may leave a gap that fits barely and never looks
/// twice at one that does not: first fit in near constant time however many regions there are.
#pragma once

#include <bit>
#include <cstdint>

#include <mach/vm_types.h>

class vm_map_gaps {
public:
    /// Addresses the kernel chooses by itself begin here, to leave the lowest 4 GiB to programs
    /// linked at fixed addresses.
    static constexpr uint64_t default_base = uint64_t{1} << 32;

    vm_map_gaps() { forget(); }
    uint64_t base() const { return base_; }
    /// Searches begin at `address` from now on.
    void set_base(uint64_t address) {
        if (address == base_) return;
        base_ = address;
        forget();
    }
    uint64_t search_from(uint64_t size) const {
        const unsigned c = ceiling_class(size);
        return from_[c < classes ? c : classes - 1];
    }
    /// No gap of `size` bytes that is worth a look is left below `address`.
    void none_below(uint64_t address, uint64_t size) {
        for (unsigned c = ceiling_class(size); c < classes && from_[c] < address; ++c)
            from_[c] = address;
    }
    /// There is a gap from `address` to `end`.
    void freed(uint64_t address, uint64_t end) {
        if (address < base_) address = base_;
        if (end <= address) return;
        // The larger the class, the later its address.
        unsigned c = ceiling_class(end - address + MACH_PAGE_SIZE);
        if (c > classes) c = classes;
        while (c-- > 0 && from_[c] > address) from_[c] = address;
    }

private:
    /// Two classes for each power of two: 1, 2, 3, 4, 6, 8, 12 pages and so on.
    static constexpr unsigned classes = 24;
    /// The smallest class of at least `size` bytes; `classes` or more when there is none.
    static constexpr unsigned ceiling_class(uint64_t size) {
        const uint64_t last = (size - 1) >> MACH_PAGE_SHIFT;  // the number of the last page
        if (last == 0) return 0;
        const auto width = static_cast<unsigned>(std::bit_width(last));
        if (width == 1) return 1;
        return 2 * width - 2 + (last >> (width - 2) == 3);
    }
    void forget() {
        for (uint64_t &from : from_) from = base_;
    }

    uint64_t base_ = default_base;
    uint64_t from_[classes];
};
