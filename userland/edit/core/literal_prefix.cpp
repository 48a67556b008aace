#include "edit/core/literal_prefix.hpp"

namespace edit {

void literal_prefix::set(std::string bytes, bool ignore_case) {
    bytes_ = std::move(bytes);
    const size_t size = bytes_.size();
    for (size_t c = 0; c < fold_.size(); ++c) {
        const bool capital = ignore_case && c >= 'A' && c <= 'Z';
        fold_[c] = static_cast<unsigned char>(capital ? c | 0x20 : c);
        shift_[c] = static_cast<uint32_t>(size);
    }
    for (size_t i = 0; i + 1 < size; ++i)
        shift_[static_cast<unsigned char>(bytes_[i])] = static_cast<uint32_t>(size - 1 - i);
}

bool literal_prefix::begins(std::string_view in) const {
    for (size_t i = 0; i < bytes_.size() && i < in.size(); ++i)
        if (folded(in[i]) != static_cast<unsigned char>(bytes_[i])) return false;
    return true;
}

size_t literal_prefix::find_in(std::string_view in) const {
    const size_t size = bytes_.size();
    const auto last = static_cast<unsigned char>(bytes_[size - 1]);
    for (size_t at = 0; at + size <= in.size();) {
        const unsigned char c = folded(in[at + size - 1]);
        if (c == last) {
            size_t same = 0;
            while (same + 1 < size &&
                   folded(in[at + same]) == static_cast<unsigned char>(bytes_[same]))
                ++same;
            if (same + 1 == size) return at;
        }
        at += shift_[c];
    }
    return std::string_view::npos;
}

}  // namespace edit
