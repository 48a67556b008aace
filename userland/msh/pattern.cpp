#include "msh/pattern.hpp"

#include "msh/utf8.hpp"

#include <string.h>
#include <wctype.h>

namespace msh {

namespace {

struct cursor {
    const char *at;
    const char *end;
    bool done() const { return at >= end; }
};

// [.c.] or [=c=] in a bracket expression, with `p` at its [: the size, or 0 if it is none.
size_t symbol_size(const cursor &p) {
    if (*p.at != '[' || p.end - p.at < 5 || (p.at[1] != '.' && p.at[1] != '=')) return 0;
    const size_t size = character_size(p.at + 2, p.end);
    const char *behind = p.at + 2 + size;
    return p.end - behind >= 2 && behind[0] == p.at[1] && behind[1] == ']' ? size + 4 : 0;
}

// A character of a bracket expression, without what quotes it.
unsigned long take_literal(cursor &p, bool &quoted) {
    if (const size_t size = symbol_size(p)) {
        quoted = true;
        const unsigned long c = code_point(p.at + 2, size - 4);
        p.at += size;
        return c;
    }
    quoted = (*p.at == quote_mark || *p.at == '\\') && p.at + 1 < p.end;
    if (quoted) p.at++;
    const size_t size = character_size(p.at, p.end);
    const unsigned long c = code_point(p.at, size);
    p.at += size;
    return c;
}

// [:class:], with `p` at the [.
bool class_matches(cursor &p, unsigned long c, bool &is_class) {
    const char *begin = p.at + 2;
    const char *end = begin;
    while (end + 1 < p.end && !(end[0] == ':' && end[1] == ']')) end++;
    is_class = end + 1 < p.end;
    if (!is_class) return false;
    char name[16] = {};
    const size_t size = static_cast<size_t>(end - begin);
    if (size < sizeof name) memcpy(name, begin, size);
    p.at = end + 2;
    const wctype_t type = wctype(name);
    return type && iswctype(static_cast<wint_t>(c), type);
}

// The bracket expression at `p`, at its [; false and `p` as it was if it is none.
bool bracket(cursor &p, unsigned long c, bool &matched) {
    cursor q{p.at + 1, p.end};
    bool negated = false;
    if (!q.done() && (*q.at == '!' || *q.at == '^')) {
        negated = true;
        q.at++;
    }
    matched = false;
    for (bool first = true;; first = false) {
        if (q.done()) return false;
        if (*q.at == ']' && !first) break;
        bool is_class = false;
        if (*q.at == '[' && q.at + 1 < q.end && q.at[1] == ':') {
            const bool fits = class_matches(q, c, is_class);
            if (is_class) {
                matched |= fits;
                continue;
            }
        }
        bool quoted;
        const unsigned long from = take_literal(q, quoted);
        unsigned long to = from;
        if (q.at + 1 < q.end && *q.at == '-' && q.at[1] != ']') {
            q.at++;
            to = take_literal(q, quoted);
        }
        matched |= from <= c && c <= to;
    }
    p.at = q.at + 1;
    matched = matched != negated;
    return true;
}

// Matches all of the pattern up to a star; the text advances by what was matched.
bool match_one(cursor &p, cursor &t) {
    const size_t size = character_size(t.at, t.end);
    switch (*p.at) {
    case '?':
        p.at++;
        t.at += size;
        return true;
    case '[': {
        bool matched;
        if (!bracket(p, code_point(t.at, size), matched)) break;
        t.at += size;
        return matched;
    }
    case '\\':
    case quote_mark:
        if (p.at + 1 < p.end) p.at++;
        break;
    }
    return *p.at++ == *t.at++;
}

}  // namespace

// One star at a time is tried again: the last one decides, so this takes at most |pattern| *
// |text|.
bool matches(std::string_view pattern, std::string_view text) {
    cursor p{pattern.data(), pattern.data() + pattern.size()};
    cursor t{text.data(), text.data() + text.size()};
    cursor star{nullptr, nullptr}, again{nullptr, nullptr};
    for (;;) {
        if (!p.done() && *p.at == '*') {
            p.at++;
            if (p.done()) return true;
            star = p;
            again = t;
            continue;
        }
        if (p.done() && t.done()) return true;
        if (!p.done() && !t.done() && match_one(p, t)) continue;
        if (!star.at || again.done()) return false;
        again.at += character_size(again.at, again.end);
        p = star;
        t = again;
    }
}

long match_prefix(std::string_view pattern, std::string_view text, bool longest) {
    if (!has_wildcard(pattern)) longest = false;
    if (longest) {
        for (size_t size = text.size() + 1; size-- > 0;)
            if (matches(pattern, text.substr(0, size))) return static_cast<long>(size);
    } else {
        for (size_t size = 0; size <= text.size(); size++)
            if (matches(pattern, text.substr(0, size))) return static_cast<long>(size);
    }
    return -1;
}

long match_suffix(std::string_view pattern, std::string_view text, bool longest) {
    if (longest) {
        for (size_t at = 0; at <= text.size(); at++)
            if (matches(pattern, text.substr(at))) return static_cast<long>(text.size() - at);
    } else {
        for (size_t at = text.size() + 1; at-- > 0;)
            if (matches(pattern, text.substr(at))) return static_cast<long>(text.size() - at);
    }
    return -1;
}

bool has_wildcard(std::string_view pattern) {
    for (size_t i = 0; i < pattern.size(); i++) {
        const char c = pattern[i];
        if (c == '*' || c == '?') return true;
        if (c == '[' && pattern.find(']', i + 2) != pattern.npos) return true;
        if ((c == quote_mark || c == '\\') && i + 1 < pattern.size()) i++;
    }
    return false;
}

}  // namespace msh
