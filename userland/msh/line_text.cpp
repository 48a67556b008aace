#include "msh/line_text.hpp"

#include "msh/utf8.hpp"
#include "msh/variable.hpp"

namespace msh {

static buffer killed;
static bool joins_kills;

void line_text::set(std::string_view text) {
    text_.clear();
    text_.add(text);
    at_ = text_.size();
}

void line_text::insert(std::string_view text) {
    text_.insert(at_, text);
    at_ += text.size();
}

void line_text::cut(size_t from, size_t to, bool keeps) {
    if (keeps && joins_kills)
        killed.insert(to == at_ ? 0 : killed.size(), view().substr(from, to - from));
    else if (keeps)
        yank(from, to);
    text_.erase(from, to - from);
    at_ = from;
}

void line_text::yank(size_t from, size_t to) const {
    killed.clear();
    killed.add(view().substr(from, to - from));
}

void line_text::join_kills(bool joins) { joins_kills = joins; }

std::string_view line_text::yanked() { return killed.view(); }

void line_text::transpose() {
    if (at_ == size()) at_ = before(at_);
    if (!at_ || empty()) return;
    const size_t first = before(at_), end = after(at_);
    buffer swapped;
    swapped.add(view().substr(at_, end - at_));
    swapped.add(view().substr(first, at_ - first));
    memcpy(text_.data() + first, swapped.data(), swapped.size());
    at_ = end;
}

void line_text::replace(std::string_view character) {
    const size_t at = at_;
    cut(at, after(at), false);
    insert(character);
    at_ = at;
}

size_t line_text::before(size_t at) const {
    if (!at) return 0;
    at--;
    while (at && (view()[at] & 0xc0) == 0x80) at--;
    return at;
}

size_t line_text::after(size_t at) const {
    if (at >= size()) return size();
    const std::string_view t = view();
    return at + character_size(t.data() + at, t.data() + t.size());
}

size_t line_text::word_before(size_t at, bool by_blanks) const {
    const std::string_view t = view();
    const auto inside = [&](char c) {
        return by_blanks ? c != ' ' && c != '\n' : is_name_character(c) || (c & 0x80);
    };
    while (at && !inside(t[at - 1])) at--;
    while (at && inside(t[at - 1])) at--;
    return at;
}

size_t line_text::word_after(size_t at) const {
    const std::string_view t = view();
    const auto inside = [&](char c) { return is_name_character(c) || (c & 0x80); };
    while (at < t.size() && !inside(t[at])) at++;
    while (at < t.size() && inside(t[at])) at++;
    return at;
}

size_t line_text::line_begin() const {
    const size_t newline = at_ ? view().rfind('\n', at_ - 1) : std::string_view::npos;
    return newline == std::string_view::npos ? 0 : newline + 1;
}

size_t line_text::line_end() const {
    const size_t newline = view().find('\n', at_);
    return newline == std::string_view::npos ? size() : newline;
}

}  // namespace msh
