#include "edit/core/layout.hpp"

#include <algorithm>
#include <string>

#include "edit/core/cluster.hpp"
#include "edit/core/utf8.hpp"

namespace edit {

// Between characters: not where a sequence of UTF-8 would be cut.
size_t layout::segment_begin(size_t line, size_t number) const {
    size_t at = line + number * segment;
    if (number == 0) return at;
    for (size_t i = 0; i + 1 < longest_character && at < text_.size(); ++i, ++at)
        if (!is_continuation(text_.at(at))) break;
    return std::min(at, text_.size());
}

// Fills the row from the next `bytes` of the text; false if it wants to see more of them.
bool layout::fill(row &r, size_t limit, size_t bytes) const {
    const std::string near = text_.copy(r.begin, r.begin + bytes + longest_cluster);
    const std::string_view all = near;
    size_t column = 0;
    for (size_t at = 0; r.begin + at < limit;) {
        if (at >= bytes) return false;
        const cluster c = next_cluster(all.substr(at), column, crlf_);
        r.end = r.begin + at;
        if (c.what == cluster::line_end) {
            r.next = r.end + c.size;
            r.ends_line = true;
            return true;
        }
        if (column > 0 && column + c.width > width_) {
            r.next = r.end;
            return true;
        }
        column += c.width;
        at += c.size;
        r.end = r.begin + at;
    }
    r.next = r.end;
    if (r.end < text_.size()) {
        const cluster c = next_cluster(all.substr(r.end - r.begin), column, crlf_);
        if (c.what == cluster::line_end) {
            r.next = r.end + c.size;
            r.ends_line = true;
        }
    }
    return true;
}

row layout::row_from(size_t line, size_t begin) const {
    row r{.line = line, .begin = begin, .end = begin, .next = begin};
    const size_t limit = segment_begin(line, (begin - line) / segment + 1);
    for (size_t bytes = width_ * 2 + 16; !fill(r, limit, bytes); bytes *= 4) r.end = begin;
    r.ends_text = !(r.ends_line) && r.next >= text_.size();
    r.ends_line = r.ends_line || r.ends_text;
    return r;
}

row layout::row_at(size_t offset) const {
    const size_t line = text_.begin_of_line_at(offset);
    size_t number = (offset - line) / segment;
    size_t begin = segment_begin(line, number);
    if (begin > offset && number > 0) begin = segment_begin(line, --number);
    row r = row_from(line, begin);
    while (offset >= r.next && !r.ends_line) r = row_from(line, r.next);
    return r;
}

row layout::below(const row &r) const {
    if (r.ends_text) return r;
    return row_from(r.ends_line ? r.next : r.line, r.next);
}

row layout::above(const row &r) const {
    if (r.begin == 0) return r;
    return row_at(r.begin - 1);
}

size_t layout::column_of(const row &r, size_t offset) const {
    const std::string near = text_.copy(r.begin, r.end);
    size_t column = 0;
    for (size_t at = 0; at < near.size() && r.begin + at < offset;) {
        const cluster c = next_cluster(std::string_view(near).substr(at), column, crlf_);
        if (r.begin + at + c.size > offset) break;
        column += c.width;
        at += c.size;
    }
    return column;
}

size_t layout::offset_at(const row &r, size_t column) const {
    const std::string near = text_.copy(r.begin, r.end);
    size_t at = 0, last = 0, reached = 0;
    while (at < near.size()) {
        const cluster c = next_cluster(std::string_view(near).substr(at), reached, crlf_);
        if (reached + c.width > column) return r.begin + at;
        reached += c.width;
        last = at;
        at += c.size;
    }
    return r.begin + (r.ends_line ? at : last);
}

}  // namespace edit
