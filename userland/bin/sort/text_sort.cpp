#include "bin/sort/text_sort.hpp"

#include "lib/bytes.hpp"

#include <algorithm>
#include <bit>
#include <vector>

namespace {

constexpr size_t word = sizeof(text_line::prefix);
/// So few lines are compared as a whole.
constexpr size_t few = 8;

/// Lines that agree in their first `depth` bytes, and have them.
struct group {
    std::span<text_line> lines;
    size_t depth;
};

/// How many of the first `limit` bytes agree.
size_t agreement(const char *a, const char *b, size_t limit) {
    for (size_t at = 0; at < limit; at += word) {
        const uint64_t difference =
            ordered_prefix(a + at, limit - at) ^ ordered_prefix(b + at, limit - at);
        if (difference) return at + static_cast<size_t>(std::countl_zero(difference)) / 8;
    }
    return limit;
}

/// How many bytes from its depth on all lines of a group have in common.
size_t common(const char *text, const group &of) {
    const text_line &first = of.lines.front();
    size_t size = first.size - of.depth;
    for (const text_line &each : of.lines.subspan(1)) {
        if (!size) break;
        size = agreement(text + first.begin + of.depth, text + each.begin + of.depth,
                         std::min(size, each.size - of.depth));
    }
    return size;
}

void sort_by_prefix(std::span<text_line> lines) {
    std::sort(lines.begin(), lines.end(),
              [](const text_line &a, const text_line &b) { return a.prefix < b.prefix; });
}

/// Insertion sort.
void sort_few(const char *text, const group &of) {
    for (size_t at = 1; at < of.lines.size(); ++at) {
        const text_line moved = of.lines[at];
        const std::string_view rest = moved.in(text).substr(of.depth);
        size_t to = at;
        for (; to && compare_bytes(rest, of.lines[to - 1].in(text).substr(of.depth)) < 0; --to)
            of.lines[to] = of.lines[to - 1];
        of.lines[to] = moved;
    }
}

/// Orders lines with the same word at `depth`: those that end in it by size, and first.
/// Returns the others.
std::span<text_line> sort_ended(std::span<text_line> lines, size_t depth) {
    const auto rest = std::partition(lines.begin(), lines.end(), [&](const text_line &each) {
        return each.size <= depth + word;
    });
    const std::span<text_line> ended(lines.begin(), rest);
    for (text_line &each : ended) each.prefix = each.size;
    sort_by_prefix(ended);
    return {rest, lines.end()};
}

/// Sorts a group by one word, and adds to `waiting` what that has not told apart.
void sort_word(const char *text, const group &of, std::vector<group> &waiting) {
    for (text_line &each : of.lines)
        each.prefix = ordered_prefix(text + each.begin + of.depth, each.size - of.depth);
    sort_by_prefix(of.lines);
    for (auto at = of.lines.begin(); at != of.lines.end();) {
        auto stop = at + 1;
        while (stop != of.lines.end() && stop->prefix == at->prefix) ++stop;
        if (stop - at > 1) {
            const auto rest = sort_ended({at, stop}, of.depth);
            if (rest.size() > 1) waiting.push_back({rest, of.depth + word});
        }
        at = stop;
    }
}

}  // namespace

void sort_text(const char *text, std::span<text_line> lines) {
    if (lines.empty()) return;
    std::vector<group> waiting{{lines, 0}};
    while (!waiting.empty()) {
        group next = waiting.back();
        waiting.pop_back();
        if (next.lines.size() <= few) {
            sort_few(text, next);
            continue;
        }
        next.depth += common(text, next);
        sort_word(text, next, waiting);
    }
}
