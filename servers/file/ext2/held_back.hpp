/// \file
/// What has been freed, but is still somebody's on the disk.
#pragma once

#include <cstddef>
#include <cstdint>

#include <vfs/array.hpp>

namespace ext2 {

/// Blocks, or inodes, by group. When the power goes, a name or an inode comes back as it was last
/// written. If what it leads to had been given to another file meanwhile, it would show that file's
/// contents. So what is freed is given out again only when the change that freed it is on the disk.
class held_back {
public:
    explicit held_back(uint32_t bits_per_group) : bytes_((bits_per_group + 7) / 8) {}
    held_back(const held_back &) = delete;
    held_back &operator=(const held_back &) = delete;
    ~held_back();

    /// Without memory for it nothing is held back.
    void add(uint32_t group, uint32_t bit);
    bool has(uint32_t group, uint32_t bit) const {
        return fresh_.has(group, bit) || leaving_.has(group, bit);
    }
    /// Sets the bits of what is not on its way yet. \return whether there are any.
    bool mark(uint32_t group, uint8_t *bits) const { return fresh_.mark(group, bits, bytes_); }
    bool empty() const { return fresh_.empty() && leaving_.empty(); }
    /// Is something on its way to the disk?
    bool leaving() const { return !leaving_.empty(); }
    /// What was added so far is on its way to the disk; nothing must be already.
    void leave() { fresh_.swap(leaving_); }
    /// What was on its way is there.
    void arrived() { leaving_.clear(); }
    /// Everything is there.
    void all_arrived() {
        fresh_.clear();
        leaving_.clear();
    }

private:
    class generation {
    public:
        bool empty() const { return groups_.empty(); }
        bool has(uint32_t group, uint32_t bit) const {
            return group < groups_.size() && groups_[group] &&
                   (groups_[group][bit / 8] >> (bit % 8) & 1) != 0;
        }
        bool mark(uint32_t group, uint8_t *bits, std::size_t bytes) const;
        void add(uint32_t group, uint32_t bit, std::size_t bytes);
        void clear();
        void swap(generation &other) { groups_.swap(other.groups_); }

    private:
        vfs::array<uint8_t *> groups_;  ///< bitmaps; null: nothing of that group
    };

    std::size_t bytes_;
    generation fresh_, leaving_;
};

}  // namespace ext2
