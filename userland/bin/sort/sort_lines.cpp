#include "bin/sort/sort_lines.hpp"

#include "lib/bytes.hpp"
#include "lib/output.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <unistd.h>

sort_lines::~sort_lines() { std::free(text_); }

bool sort_lines::grow(size_t room) {
    if (capacity_ - size_ >= room) return true;
    const size_t wanted = std::max(capacity_ * 2, size_ + room);
    char *moved = static_cast<char *>(std::realloc(text_, wanted));
    if (!moved) return false;
    text_ = moved;
    capacity_ = wanted;
    return true;
}

bool sort_lines::read(int descriptor) {
    for (;;) {
        if (!grow(65536)) {
            errno = ENOMEM;
            return false;
        }
        const ssize_t size = ::read(descriptor, text_ + size_, capacity_ - size_);
        if (size == 0) return true;
        if (size > 0)
            size_ += static_cast<size_t>(size);
        else if (errno != EINTR)
            return false;
    }
}

bool sort_lines::end_file() {
    const size_t start = file_ends_.empty() ? 0 : file_ends_.back();
    if (size_ > start && text_[size_ - 1] != plan_.end) {
        if (!grow(1)) {
            errno = ENOMEM;
            return false;
        }
        text_[size_++] = plan_.end;
    }
    file_ends_.push_back(size_);
    return true;
}

void sort_lines::split() {
    const char *const end = text_ + size_;
    lines_.reserve(count_byte({text_, size_}, plan_.end));
    for (const char *at = text_; at < end;) {
        const char *stop = find_byte(at, end, plan_.end);
        const std::string_view all(at, static_cast<size_t>(stop - at));
        uint64_t prefix;
        if (plan_.keys.empty()) {
            prefix = ordered_prefix(all.data(), all.size());
            if (plan_.reverse) prefix = ~prefix;
        } else {
            prefix = plan_.keys[0].prefix(plan_.keys[0].of(all, plan_.separator));
        }
        lines_.push_back({prefix, static_cast<size_t>(at - text_), all.size()});
        at = stop + 1;
    }
}

int sort_lines::compare_keys(const line &a, const line &b) const {
    if (a.prefix != b.prefix) return a.prefix < b.prefix ? -1 : 1;
    for (const sort_key &key : plan_.keys) {
        const int result =
            key.compare(key.of(view(a), plan_.separator), key.of(view(b), plan_.separator));
        if (result) return result;
    }
    return 0;
}

int sort_lines::compare(const line &a, const line &b) const {
    if (!plan_.keys.empty()) {
        const int result = compare_keys(a, b);
        if (result || plan_.stable || plan_.unique) return result;
    } else if (a.prefix != b.prefix) {
        return a.prefix < b.prefix ? -1 : 1;
    }
    const int result = compare_bytes(view(a), view(b));
    return plan_.reverse ? -result : result;
}

bool sort_lines::precedes(const line &a, const line &b) const {
    const int result = compare(a, b);
    return result ? result < 0 : a.begin < b.begin;
}

bool sort_lines::same(const line &a, const line &b) const {
    return plan_.keys.empty() ? view(a) == view(b) : compare_keys(a, b) == 0;
}

void sort_lines::sort() {
    split();
    if (plan_.keys.empty()) {
        sort_text(text_, lines_);
        if (plan_.reverse) std::reverse(lines_.begin(), lines_.end());
        return;
    }
    std::sort(lines_.begin(), lines_.end(),
              [this](const line &a, const line &b) { return precedes(a, b); });
}

void sort_lines::merge() {
    split();
    const auto by_compare = [this](const line &a, const line &b) { return compare(a, b) < 0; };
    std::vector<line> merged;
    auto next = lines_.begin();
    for (const size_t end : file_ends_) {
        auto stop = next;
        while (stop != lines_.end() && stop->begin < end) ++stop;
        std::vector<line> both;
        both.reserve(merged.size() + static_cast<size_t>(stop - next));
        std::merge(merged.begin(), merged.end(), next, stop, std::back_inserter(both), by_compare);
        merged = std::move(both);
        next = stop;
    }
    lines_ = std::move(merged);
}

size_t sort_lines::first_disorder() {
    split();
    for (size_t each = 1; each < lines_.size(); ++each)
        if (compare(lines_[each - 1], lines_[each]) > (plan_.unique ? -1 : 0)) return each + 1;
    return 0;
}

void sort_lines::write() const {
    const line *last = nullptr;
    for (const line &each : lines_) {
        if (plan_.unique && last && same(*last, each)) continue;
        last = &each;
        out.write(text_ + each.begin, each.size + 1);
        if (out.failed()) return;
    }
}
