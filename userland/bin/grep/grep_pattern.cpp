#include "bin/grep/grep_pattern.hpp"

#include "bin/grep/regex_text.hpp"
#include "lib/bytes.hpp"
#include "lib/program.hpp"

#include <algorithm>

namespace {

bool is_word(char c) {
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/// GNU's words for what regcomp finds wrong.
const char *reason(int error) {
    switch (error) {
    case REG_EBRACK: return "Unmatched [, [^, [:, [., or [=";
    case REG_EPAREN: return "Unmatched ( or \\(";
    case REG_EBRACE: return "Unmatched { or \\{";
    case REG_BADBR: return "Invalid content of \\{\\}";
    case REG_ERANGE: return "Invalid range end";
    case REG_ESUBREG: return "Invalid back reference";
    case REG_EESCAPE: return "Trailing backslash";
    case REG_ECTYPE: return "Invalid character class name";
    case REG_BADRPT: return "Invalid preceding regular expression";
    case REG_ESPACE: return "Memory exhausted";
    default: return "Invalid regular expression";
    }
}

bool bounded(std::string_view line, text_match match) {
    return (match.begin == line.data() || !is_word(match.begin[-1])) &&
           (match.end == line.data() + line.size() || !is_word(*match.end));
}

}  // namespace

grep_pattern::~grep_pattern() {
    for (const auto &each : expressions_) regfree(&each->compiled);
}

bool grep_pattern::add_expression(const std::string &pattern) {
    bool extended = kind == syntax::extended;
    std::string plain = pattern;
    if (extended && plain.starts_with('*')) {
        warn("warning: * at start of expression");
        plain.erase(0, plain.find_first_not_of('*'));
    }
    if (extended) plain = portable_extended_regex(plain);
    // Extended expressions of regcomp(3) know no back references.
    if (extended && has_back_reference(plain)) {
        plain = basic_regex(plain);
        extended = false;
    }
    auto added = std::make_unique<expression>();
    // The C library loses back references behind an alternative of the start of the line.
    added->bounded = whole_words && !whole_lines && has_back_reference(plain);
    const std::string text =
        wrapped_regex(plain, extended, whole_words && !added->bounded, whole_lines);
    added->group = whole_words && !whole_lines && !added->bounded ? 2 : 0;
    const int error = regcomp(&added->compiled, text.c_str(),
                              (extended ? REG_EXTENDED : 0) | (fold ? REG_ICASE : 0));
    if (error) {
        const bool open = error == REG_BADBR && !extended && pattern.find("\\}") == pattern.npos;
        warn("%s", open ? "Unmatched \\{" : reason(error));
        return false;
    }
    expressions_.push_back(std::move(added));
    return true;
}

bool grep_pattern::compile(const std::vector<std::string> &patterns) {
    only_empty_ = patterns.size() == 1 && patterns[0].empty();
    std::vector<std::string> literals;
    for (const std::string &each : patterns) {
        const auto literal =
            kind == syntax::fixed ? each : literal_of_regex(each, kind == syntax::extended);
        if (literal) literals.push_back(*literal);
    }
    if (literals.size() == patterns.size()) {
        literals_.emplace(std::move(literals), fold);
        return true;
    }
    std::vector<std::string> needles;
    for (const std::string &each : patterns) {
        if (!add_expression(each)) return false;
        const std::string needle = needle_of_regex(each, kind == syntax::extended);
        if (!needle.empty()) needles.push_back(needle);
    }
    if (needles.size() == patterns.size()) needle_.emplace(std::move(needles), fold);
    return true;
}

const char *grep_pattern::candidate(const char *at, const char *end) const {
    const literal_search *search = literals_ ? &*literals_ : needle_ ? &*needle_ : nullptr;
    return search ? search->find(at, end).begin : at;
}

text_match grep_pattern::find_literal(std::string_view line, size_t from) const {
    const char *const end = line.data() + line.size();
    for (const char *at = line.data() + from; at <= end;) {
        const text_match match = literals_->find(at, end);
        if (!match) return {};
        if (whole_lines) {
            if (match.begin == line.data() && match.end == end) return match;
        } else if (!whole_words || bounded(line, match)) {
            return match;
        }
        at = match.begin + 1;
    }
    return {};
}

text_match grep_pattern::find_expression(const expression &each, std::string_view line,
                                         size_t from) const {
    // A word needs the byte in front of it, which is not part of it.
    const size_t start = each.group && from && !is_word(line[from - 1]) ? from - 1 : from;
    // regexec ends at a NUL; the text has none after this.
    static thread_local std::string copy;
    copy.assign(line.substr(start));
    std::replace(copy.begin(), copy.end(), '\0', '\n');
    regmatch_t groups[3];
    if (regexec(&each.compiled, copy.c_str(), each.group + 1, groups, start ? REG_NOTBOL : 0) != 0)
        return {};
    const regmatch_t &found = groups[each.group];
    const char *const base = line.data() + start;
    return {base + found.rm_so, base + found.rm_eo};
}

text_match grep_pattern::find(std::string_view line, size_t from) const {
    if (literals_) return find_literal(line, from);
    text_match best;
    for (const auto &each : expressions_) {
        text_match match = find_expression(*each, line, from);
        while (each->bounded && match && !bounded(line, match) &&
               match.begin < line.data() + line.size())
            match =
                find_expression(*each, line, static_cast<size_t>(match.begin - line.data()) + 1);
        if (each->bounded && match && !bounded(line, match)) match = {};
        if (match && (!best || match.begin < best.begin ||
                      (match.begin == best.begin && match.end > best.end)))
            best = match;
    }
    return best;
}
