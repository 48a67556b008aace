#include <ext2/held_back.hpp>

#include <cstdlib>

namespace ext2 {

held_back::~held_back() { all_arrived(); }

void held_back::add(uint32_t group, uint32_t bit) { fresh_.add(group, bit, bytes_); }

void held_back::generation::add(uint32_t group, uint32_t bit, std::size_t bytes) {
    if (group >= groups_.size() && !groups_.resize(group + std::size_t{1})) return;
    uint8_t *&bits = groups_[group];
    if (!bits) bits = static_cast<uint8_t *>(std::calloc(bytes, 1));
    if (bits) bits[bit / 8] |= static_cast<uint8_t>(1u << (bit % 8));
}

void held_back::generation::clear() {
    for (uint8_t *bits : groups_) std::free(bits);
    groups_.reset();
}

bool held_back::generation::mark(uint32_t group, uint8_t *bits, std::size_t bytes) const {
    if (group >= groups_.size() || !groups_[group]) return false;
    for (std::size_t i = 0; i < bytes; ++i) bits[i] |= groups_[group][i];
    return true;
}

}  // namespace ext2
