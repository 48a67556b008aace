/// \file
/// Where to begin to look for free addresses: for each power of two of pages, an address below
/// which no gap of at least that size is left (above the base). First fit with this stays near
/// constant time however many regions there are.
#pragma once

#include <bit>
#include <cstdint>

#include <mach/vm_types.h>

class vm_map_gaps {
public:
    /// Addresses the kernel chooses begin here, to leave the lowest 4 GiB to programs linked at
    /// fixed addresses.
    static constexpr uint64_t base = uint64_t{1} << 32;

    vm_map_gaps() {
        for (uint64_t &from : from_) from = base;
    }
    uint64_t search_from(uint64_t size) const { return from_[floor_class(size)]; }
    /// No gap of `size` bytes is left below `address`.
    void none_below(uint64_t address, uint64_t size) {
        for (unsigned c = ceiling_class(size); c < classes; ++c)
            if (from_[c] < address) from_[c] = address;
    }
    /// There is a gap that begins at `address`.
    void freed(uint64_t address) {
        if (address < base) address = base;
        for (uint64_t &from : from_)
            if (from > address) from = address;
    }

private:
    static constexpr unsigned classes = 12;
    static unsigned floor_class(uint64_t size) {
        const auto c = static_cast<unsigned>(std::bit_width(size >> MACH_PAGE_SHIFT)) - 1;
        return c < classes ? c : classes - 1;
    }
    static unsigned ceiling_class(uint64_t size) {
        return static_cast<unsigned>(std::bit_width((size >> MACH_PAGE_SHIFT) - 1));
    }
    uint64_t from_[classes];
};
