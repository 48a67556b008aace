/// \file
/// Which pages of a sparse file hold something.
#pragma once

#include <cstdint>

#include <vfs/array.hpp>

namespace tmpfs {

/// A bitmap in two levels: a file with one page at its far end costs one leaf. Counts its bits.
class page_map {
public:
    page_map() = default;
    ~page_map() { clear_from(0); }

    bool test(uint64_t page) const;
    /// \return false when memory is exhausted: nothing is changed.
    [[nodiscard]] bool set(uint64_t first, uint64_t last);
    /// How many of [first, last) are not set.
    uint64_t missing(uint64_t first, uint64_t last) const;
    void clear(uint64_t page);
    /// \return how many were set.
    uint64_t clear_from(uint64_t first);
    /// Clears [first, last).
    void clear(uint64_t first, uint64_t last);
    /// The first page of [from, end) that is set, or is not; `end` if there is none.
    uint64_t next(uint64_t from, uint64_t end, bool set) const;
    uint64_t count() const { return count_; }
    /// Pages of memory that the map itself takes once [first, last) are set; a small one none.
    uint64_t overhead(uint64_t first, uint64_t last) const;

private:
    static constexpr uint64_t leaf_bits = 4096;
    struct leaf {
        uint64_t words[leaf_bits / 64];
    };

    vfs::array<leaf *> leaves_;
    uint64_t count_ = 0, leaf_count_ = 0;
};

}  // namespace tmpfs
