#include "bin/grep/library_regex.hpp"

#include "bin/grep/regex_text.hpp"
#include "bin/grep/word_bounds.hpp"
#include "lib/program.hpp"

#include <algorithm>

namespace {

/// GNU's words for what only the C library finds wrong.
const char *reason(int error) {
    switch (error) {
    case REG_BADBR: return "Regular expression too big";
    case REG_ESUBREG: return "Invalid back reference";
    case REG_ESPACE: return "Memory exhausted";
    default: return "Invalid regular expression";
    }
}

}  // namespace

std::unique_ptr<library_regex> library_regex::create(const std::string &pattern, options how) {
    std::unique_ptr<library_regex> result(new library_regex);
    // Extended expressions of regcomp(3) know no back references.
    const std::string basic =
        how.extended ? basic_regex(portable_extended_regex(pattern)) : pattern;
    result->fold_ = how.fold;
    result->bounded_ = how.whole_words && !how.whole_lines;
    const std::string text = how.whole_lines ? whole_line_regex(basic) : basic;
    const int error = regcomp(&result->compiled_, text.c_str(), how.fold ? REG_ICASE : 0);
    if (!error) return result;
    warn("%s", reason(error));
    return nullptr;
}

text_match library_regex::find_any(std::string_view line, size_t from) const {
    // regexec ends at a NUL; the text has none after this.
    std::string copy(line.substr(from));
    std::replace(copy.begin(), copy.end(), '\0', '\n');
    // Back references of the library tell upper from lower case even with REG_ICASE.
    if (fold_)
        for (char &c : copy) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    regmatch_t found;
    if (regexec(&compiled_, copy.c_str(), 1, &found, from ? REG_NOTBOL : 0) != 0) return {};
    const char *const base = line.data() + from;
    return {base + found.rm_so, base + found.rm_eo};
}

text_match library_regex::find(std::string_view line, size_t from) const {
    for (;;) {
        const text_match match = find_any(line, from);
        if (!match || !bounded_ || is_word_in(line, match)) return match;
        if (match.begin == line.data() + line.size()) return {};
        from = static_cast<size_t>(match.begin - line.data()) + 1;
    }
}
