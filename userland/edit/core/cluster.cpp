#include "edit/core/cluster.hpp"

#include "edit/core/utf8.hpp"
#include "edit/core/width_table.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace edit {

namespace {

bool contains(std::span<const range> table, uint32_t code) {
    const auto found = std::upper_bound(table.begin(), table.end(), code,
                                        [](uint32_t c, const range &r) { return c < r.first; });
    return found != table.begin() && code <= std::prev(found)->last;
}

void append_hexadecimal(std::string &to, uint32_t value, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        to += "0123456789abcdef"[value >> shift & 15];
}

size_t stand_in_width(const character &c) {
    if (!c.valid) return 4;
    if (c.code < 0x80) return 2;
    return c.code < 0x10000 ? 8 : 10;
}

}  // namespace

int width_of(uint32_t code) {
    if (code < 0x20 || code == 0x7f) return -1;
    if (code < 0x300) return contains(hidden, code) ? -1 : 1;
    if (contains(combining, code)) return 0;
    if (contains(hidden, code) || (code & 0xfffe) == 0xfffe) return -1;
    return contains(wide, code) ? 2 : 1;
}

cluster next_cluster(std::string_view bytes, size_t column, bool crlf) {
    if (bytes[0] == '\n') return {1, 0, cluster::line_end};
    if (crlf && bytes.starts_with("\r\n")) return {2, 0, cluster::line_end};
    if (bytes[0] == '\t') return {1, tab_width - column % tab_width, cluster::tab};
    const character base = decode(bytes);
    const int width = base.valid ? width_of(base.code) : -1;
    if (width < 0) return {base.size, stand_in_width(base), cluster::stand_in};
    // A combining character without a base is shown on a blank.
    cluster result{base.size, static_cast<size_t>(std::max(width, 1)), cluster::printable};
    while (result.size < bytes.size() && static_cast<unsigned char>(bytes[result.size]) >= 0x80) {
        const character next = decode(bytes.substr(result.size));
        if (!next.valid || width_of(next.code) != 0) break;
        if (result.size + next.size > longest_cluster - longest_character) break;
        result.size += next.size;
    }
    return result;
}

std::string stand_in_for(std::string_view bytes) {
    const character c = decode(bytes);
    std::string shown;
    if (!c.valid) {
        shown = "<";
        append_hexadecimal(shown, c.code, 2);
        return shown += '>';
    }
    if (c.code < 0x80) return {'^', static_cast<char>(c.code ^ 0x40)};
    shown = "<U+";
    append_hexadecimal(shown, c.code, c.code < 0x10000 ? 4 : 6);
    return shown += '>';
}

}  // namespace edit
