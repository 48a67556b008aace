#include "edit/core/text_source.hpp"

#include <algorithm>
#include <cstring>

namespace edit {

size_t text_source::count(size_t from, size_t to) const {
    size_t found = 0;
    for (const char *at = bytes_.data() + from, *end = bytes_.data() + to; at < end; ++at) {
        at = static_cast<const char *>(std::memchr(at, '\n', static_cast<size_t>(end - at)));
        if (!at) break;
        ++found;
    }
    return found;
}

void text_source::index_to(size_t blocks) const {
    while (before_.size() <= blocks) {
        const size_t from = (before_.size() - 1) * block;
        before_.push_back(before_.back() + count(from, from + block));
    }
}

size_t text_source::newlines_before(size_t offset) const {
    const size_t at = offset / block;
    index_to(at);
    return before_[at] + count(at * block, offset);
}

size_t text_source::after_newline(size_t from, size_t to, size_t &count) const {
    const size_t target = newlines_before(from) + count;
    const size_t last = to / block;
    while (before_.size() <= last && before_.back() < target) index_to(before_.size());
    // The block that the newline is in: the last one with fewer before it.
    const auto behind = std::lower_bound(before_.begin(), before_.end(), target);
    size_t at = std::min(static_cast<size_t>(behind - before_.begin()) - 1, last);
    size_t left = target - before_[at];
    size_t offset = at * block;
    while (offset < to) {
        const void *found = std::memchr(bytes_.data() + offset, '\n', to - offset);
        if (!found) break;
        offset = static_cast<size_t>(static_cast<const char *>(found) - bytes_.data()) + 1;
        if (--left == 0) return offset;
    }
    count = left;
    return 0;
}

bool text_source::index_more(size_t bytes) const {
    const size_t all = bytes_.size() / block;
    index_to(std::min(all, before_.size() - 1 + bytes / block));
    return before_.size() <= all;
}

}  // namespace edit
