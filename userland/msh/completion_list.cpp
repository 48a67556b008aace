// What is found for the tabulator, in order and in columns.

#include "msh/completion.hpp"
#include "msh/utf8.hpp"

#include <algorithm>

#include <wchar.h>

namespace msh {

namespace {

// Adds the name as it is shown, and returns its columns. Nothing in it may move the cursor.
size_t show_name(const candidate &c, buffer &into) {
    size_t width = 0;
    for (const char *p = c.name, *end = p + strlen(p); p < end;) {
        const size_t size = character_size(p, end);
        const unsigned long code = code_point(p, size);
        const int columns = size == 1 && code >= 127 ? -1 : wcwidth(static_cast<wchar_t>(code));
        if (columns < 0)
            into.add('?');
        else
            into.add(std::string_view(p, size));
        width += columns < 0 ? 1 : static_cast<size_t>(columns);
        p += size;
    }
    if (c.folder) into.add('/');
    return width + c.folder;
}

}  // namespace

void candidates::add(std::string_view name, bool folder) {
    if (count_ == capacity_) {
        capacity_ = capacity_ * 2 + 32;
        items_ = static_cast<candidate *>(need_memory(items_, capacity_ * sizeof *items_));
    }
    items_[count_++] = {scratch.copy(name), folder};
}

void candidates::sort() {
    std::sort(items_, items_ + count_,
              [](const candidate &a, const candidate &b) { return strcmp(a.name, b.name) < 0; });
    size_t kept = 0;
    for (size_t i = 0; i < count_; i++)
        if (!i || strcmp(items_[i].name, items_[kept - 1].name) != 0) items_[kept++] = items_[i];
    count_ = kept;
}

std::string_view candidates::common() const {
    if (!count_) return {};
    const std::string_view first = items_[0].name, last = items_[count_ - 1].name;
    size_t same = 0;
    while (same < first.size() && same < last.size() && first[same] == last[same]) same++;
    // No part of a character.
    while (same && same < first.size() && (first[same] & 0xc0) == 0x80) same--;
    return first.substr(0, same);
}

size_t list_choices(const candidates &choices, size_t columns, buffer &into) {
    size_t widest = 0;
    for (size_t i = 0; i < choices.count(); i++) {
        buffer ignored;
        widest = std::max(widest, show_name(choices[i], ignored) + 2);
    }
    // NOLINTNEXTLINE(clang-analyzer-*): there is a choice, and its name takes two at least
    const size_t across = std::max<size_t>(1, (columns + 1) / widest);
    const size_t lines = (choices.count() + across - 1) / across;
    for (size_t line = 0; line < lines; line++) {
        for (size_t i = line; i < choices.count(); i += lines) {
            const size_t width = show_name(choices[i], into);
            if (i + lines < choices.count())
                for (size_t blank = width; blank < widest; blank++) into.add(' ');
        }
        into.add("\n");
    }
    return lines;
}

}  // namespace msh
