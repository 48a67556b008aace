#include "edit/core/motion.hpp"

#include <algorithm>
#include <string>

#include "edit/core/cluster.hpp"
#include "edit/core/utf8.hpp"

namespace edit {

namespace {

bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_line_end(char c) { return c == '\n'; }

// A word longer than this is passed in several steps: a line may have any length.
constexpr size_t longest_word = 65536;

}  // namespace

size_t motion::next(size_t offset) const {
    if (offset >= text_.size()) return text_.size();
    const std::string near = text_.copy(offset, offset + longest_cluster);
    return offset + next_cluster(near, 0, crlf_).size;
}

size_t motion::previous(size_t offset) const {
    if (offset == 0) return 0;
    // Clusters are found from the front: begin where one begins for certain, behind the last ASCII
    // byte that is far enough away, and else anywhere between characters.
    const size_t from = offset - std::min(offset, 2 * longest_cluster);
    const std::string near = text_.copy(from, offset + longest_cluster);
    const size_t target = offset - from;
    size_t at = 0;
    for (size_t i = target - 1; i > 0; --i)
        if (static_cast<unsigned char>(near[i]) < 0x80 && near[i] != '\n') {
            at = i;
            break;
        }
    if (at == 0 && from > 0)
        while (at + 1 < target && at < longest_character && is_continuation(near[at])) ++at;
    size_t last = at;
    while (at < target) {
        last = at;
        at += next_cluster(std::string_view(near).substr(at), 0, crlf_).size;
    }
    return from + last;
}

size_t motion::next_word(size_t offset) const {
    const size_t begin = offset;
    const size_t end = std::min(text_.size(), offset + longest_word);
    while (offset < end && !is_word(text_.at(offset))) {
        if (is_line_end(text_.at(offset))) return offset == begin ? next(offset) : offset;
        offset = next(offset);
    }
    while (offset < end && is_word(text_.at(offset))) ++offset;
    return offset;
}

size_t motion::previous_word(size_t offset) const {
    const size_t begin = offset;
    const size_t end = offset - std::min(offset, longest_word);
    while (offset > end && !is_word(text_.at(offset - 1))) {
        if (is_line_end(text_.at(offset - 1))) return offset == begin ? previous(offset) : offset;
        --offset;
    }
    while (offset > end && is_word(text_.at(offset - 1))) --offset;
    return offset;
}

size_t motion::line_end(size_t offset) const {
    const size_t end = text_.end_of_line_at(offset);
    if (crlf_ && end > offset && end < text_.size() && text_.at(end - 1) == '\r') return end - 1;
    return end;
}

size_t motion::first_non_blank(size_t offset) const {
    size_t at = text_.begin_of_line_at(offset);
    while (at < text_.size() && (text_.at(at) == ' ' || text_.at(at) == '\t')) ++at;
    return at;
}

size_t motion::matching_bracket(size_t offset, size_t limit) const {
    static constexpr std::string_view opening = "([{", closing = ")]}";
    if (offset >= text_.size()) return offset;
    const char own = text_.at(offset);
    const size_t open = opening.find(own), close = closing.find(own);
    if (open == opening.npos && close == closing.npos) return offset;
    const bool forward = open != opening.npos;
    const char other = forward ? closing[open] : opening[close];
    size_t depth = 1;
    for (size_t at = offset; limit > 0; --limit) {
        if (forward ? ++at >= text_.size() : at-- == 0) break;
        const char c = text_.at(at);
        if (c == own) ++depth;
        if (c == other && --depth == 0) return at;
    }
    return offset;
}

}  // namespace edit
