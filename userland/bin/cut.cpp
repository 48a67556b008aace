#include "lib/input.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/order.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace {

constexpr char help[] =
    "Usage: cut -b LIST | -c LIST | -f LIST [OPTION]... [FILE]...\n"
    "Write the listed parts of each line of each FILE; of standard input for none or '-'.\n"
    "LIST is N, N-M, N- or -M, counted from 1, or several with commas between.\n\n"
    "  -b, --bytes=LIST               bytes\n"
    "  -c, --characters=LIST          the same\n"
    "  -d, --delimiter=BYTE           fields end at BYTE instead of a tab\n"
    "  -f, --fields=LIST              fields; lines without a delimiter are written whole\n"
    "  -n                             ignored\n"
    "      --complement               all but the listed parts\n"
    "      --output-delimiter=STRING  put STRING between parts\n"
    "  -s, --only-delimited           leave out lines without a delimiter\n"
    "  -z, --zero-terminated          lines end with NUL\n"
    "      --help                     show this text\n";
constexpr int complement_code = 256, output_delimiter_code = 257;
constexpr long_option names[] = {{"bytes", 'b', long_option::required},
                                 {"characters", 'c', long_option::required},
                                 {"complement", complement_code},
                                 {"delimiter", 'd', long_option::required},
                                 {"fields", 'f', long_option::required},
                                 {"only-delimited", 's'},
                                 {"output-delimiter", output_delimiter_code, long_option::required},
                                 {"zero-terminated", 'z'}};

/// Positions `first` to `last`, counted from 1.
struct range {
    uint64_t first, last;
};

struct selection {
    std::vector<range> ranges;
    char delimiter = '\t', end = '\n';
    const char *joint = nullptr;
    bool only_delimited = false;

    bool parse(const char *list, bool fields);
    void complement();
    void cut_bytes(std::string_view line) const;
    void cut_fields(std::string_view line) const;
};

bool selection::parse(const char *list, bool fields) {
    const auto bad = [&](const char *text) {
        usage_error(1, "%s", text);
        return false;
    };
    const auto number = [&](uint64_t &value) {
        value = 0;
        for (; *list >= '0' && *list <= '9'; ++list)
            if (__builtin_mul_overflow(value, uint64_t{10}, &value) ||
                __builtin_add_overflow(value, static_cast<uint64_t>(*list - '0'), &value))
                value = UINT64_MAX;
    };
    for (;;) {
        range next{1, UINT64_MAX};
        const bool has_first = *list >= '0' && *list <= '9';
        if (has_first) number(next.first);
        if (has_first && !next.first)
            return bad(fields ? "fields are numbered from 1"
                              : "byte/character positions are numbered from 1");
        if (*list == '-') {
            ++list;
            const bool has_last = *list >= '0' && *list <= '9';
            if (!has_first && !has_last) return bad("invalid range with no endpoint: -");
            if (has_last) number(next.last);
            if (next.last < next.first) return bad("invalid decreasing range");
        } else if (has_first) {
            next.last = next.first;
        } else if (*list && *list != ',' && *list != ' ' && *list != '\t') {
            usage_error(
                1, fields ? "invalid field value '%s'" : "invalid byte/character position '%s'",
                list);
            return false;
        } else {
            return bad(fields ? "fields are numbered from 1"
                              : "byte/character positions are numbered from 1");
        }
        ranges.push_back(next);
        if (!*list) break;
        if (*list != ',' && *list != ' ' && *list != '\t') {
            usage_error(
                1, fields ? "invalid field value '%s'" : "invalid byte/character position '%s'",
                list);
            return false;
        }
        ++list;
    }
    order(std::span(ranges), [](const range &a, const range &b) { return a.first < b.first; });
    // Overlapping ranges become one; adjacent ones stay apart, for the output delimiter.
    size_t kept = 0;
    for (const range &each : ranges) {
        if (kept && each.first <= ranges[kept - 1].last)
            ranges[kept - 1].last = std::max(ranges[kept - 1].last, each.last);
        else
            ranges[kept++] = each;
    }
    ranges.resize(kept);
    return true;
}

void selection::complement() {
    std::vector<range> others;
    uint64_t next = 1;
    for (const range &each : ranges) {
        if (each.first > next) others.push_back({next, each.first - 1});
        if (each.last == UINT64_MAX) {
            next = 0;
            break;
        }
        next = each.last + 1;
    }
    if (next) others.push_back({next, UINT64_MAX});
    ranges = std::move(others);
}

void selection::cut_bytes(std::string_view line) const {
    bool first = true;
    for (const range &each : ranges) {
        if (each.first > line.size()) break;
        if (!first && joint) out.write(joint);
        first = false;
        out.write(line.substr(each.first - 1,
                              std::min<uint64_t>(each.last, line.size()) - each.first + 1));
    }
    out.put(end);
}

void selection::cut_fields(std::string_view line) const {
    const char *at = line.data(), *const stop = at + line.size();
    const auto find = [&](const char *from) {
        const void *found =
            from < stop ? std::memchr(from, delimiter, static_cast<size_t>(stop - from)) : nullptr;
        return static_cast<const char *>(found);
    };
    const char *next = find(at);
    if (!next) {
        if (only_delimited) return;
        out.write(line);
        out.put(end);
        return;
    }
    bool first = true;
    auto chosen = ranges.begin();
    for (uint64_t field = 1; chosen != ranges.end(); ++field) {
        if (field >= chosen->first) {
            if (!first && joint)
                out.write(joint);
            else if (!first)
                out.put(delimiter);
            first = false;
            out.write(at, static_cast<size_t>((next ? next : stop) - at));
            if (field == chosen->last) ++chosen;
        }
        if (!next) break;
        at = next + 1;
        next = find(at);
    }
    out.put(end);
}

}  // namespace

int cut_main(int, char **argv) {
    options parser(argv, "b:c:d:f:nsz", names, help);
    selection work;
    const char *list = nullptr;
    bool fields = false, invert = false, delimiter = false;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'b':
        case 'c':
        case 'f':
            if (list) return usage_error(1, "only one list may be specified");
            list = parser.argument();
            fields = code == 'f';
            break;
        case 'd':
            if (parser.argument()[0] && parser.argument()[1])
                return usage_error(1, "the delimiter must be a single character");
            work.delimiter = parser.argument()[0];
            delimiter = true;
            break;
        case 'n': break;
        case 's': work.only_delimited = true; break;
        case 'z': work.end = '\0'; break;
        case complement_code: invert = true; break;
        case output_delimiter_code: work.joint = parser.argument(); break;
        default: return 1;
        }
    if (!list) return usage_error(1, "you must specify a list of bytes, characters, or fields");
    if (!fields && delimiter)
        return usage_error(1, "an input delimiter may be specified only when operating on fields");
    if (!fields && work.only_delimited)
        return usage_error(
            1, "suppressing non-delimited lines makes sense\n\tonly when operating on fields");
    if (!work.parse(list, fields)) return 1;
    if (invert) work.complement();
    const auto files = parser.files();
    int status = 0;
    for (const char *name : files) {
        input file;
        if (!file.open(name)) {
            warn_errno("%s", name);
            status = 1;
            continue;
        }
        for (std::string_view line; !(line = file.line(work.end)).empty();) {
            if (line.back() == work.end) line.remove_suffix(1);
            if (fields)
                work.cut_fields(line);
            else
                work.cut_bytes(line);
        }
        if (file.error()) {
            errno = file.error();
            warn_errno("%s", name);
            status = 1;
        }
    }
    return status;
}
