#include "edit/core/text.hpp"

#include <algorithm>

namespace edit {

text::text(std::string_view original) : tree_(piece{0, original.size(), piece::original}) {
    rebase(original);
}

std::string_view text::chunk(size_t offset) const {
    return offset < size() ? bytes_of(tree_.from(offset)) : std::string_view();
}

std::string_view text::chunk_before(size_t offset) const {
    return offset > 0 ? bytes_of(tree_.until(offset)) : std::string_view();
}

std::string text::copy(size_t from, size_t to) const {
    std::string result;
    to = std::min(to, size());
    if (from >= to) return result;
    result.reserve(to - from);
    while (from < to) {
        const std::string_view part = chunk(from).substr(0, to - from);
        result += part;
        from += part.size();
    }
    return result;
}

size_t text::line_begin(size_t line) const {
    if (line == 0) return 0;
    const size_t found = tree_.after_newline(line, sources_);
    return found ? found : size();
}

size_t text::begin_of_line_at(size_t offset) const {
    // Most lines are short: look nearby before the index is asked.
    const std::string_view near = chunk_before(offset);
    const std::string_view part = near.substr(near.size() - std::min<size_t>(near.size(), 4096));
    const size_t newline = part.rfind('\n');
    if (newline != part.npos) return offset - part.size() + newline + 1;
    return line_begin(line_of(offset));
}

size_t text::end_of_line_at(size_t offset) const {
    const std::string_view near = chunk(offset).substr(0, 4096);
    const size_t newline = near.find('\n');
    if (newline != near.npos) return offset + newline;
    const size_t behind = tree_.after_newline(line_of(offset) + 1, sources_);
    return behind ? behind - 1 : size();
}

void text::replace(size_t from, size_t to, std::string_view with) {
    auto [before, rest] = tree_.split(from);
    auto behind = rest.split(to - from).second;
    piece inserted{added_.size(), with.size(), piece::added};
    if (!with.empty()) {
        // `with` may lie in added_ itself, which may move.
        added_.append(std::string(with));
        sources_[piece::added].set_bytes(added_);
        // Typing on extends the piece instead of making one for every character.
        if (before.size() > 0) {
            const piece last = before.until(before.size());
            if (last.from == piece::added && last.begin + last.size == inserted.begin) {
                inserted = {last.begin, last.size + inserted.size, piece::added};
                before = before.split(before.size() - last.size).first;
            }
        }
    }
    tree_ = piece_tree::join(piece_tree::join(before, piece_tree(inserted)), behind);
}

}  // namespace edit
