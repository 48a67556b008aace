#include "edit/core/finder.hpp"

#include <algorithm>

#include "edit/core/utf8.hpp"

namespace edit {

namespace {

bool has_capital(std::string_view pattern) {
    for (size_t at = 0; at < pattern.size();) {
        const character c = decode(pattern.substr(at));
        // What stands behind a backslash is a name and no letter.
        if (c.code == '\\')
            ++at;
        else if (c.valid && fold_case(c.code) != c.code)
            return true;
        at += c.size;
    }
    return false;
}

}  // namespace

std::expected<finder, const char *> finder::create(const search_terms &terms) {
    const bool ignore_case = !terms.match_case && !has_capital(terms.pattern);
    auto program =
        compile_regex(terms.pattern, {.literal = !terms.regular, .ignore_case = ignore_case});
    if (!program) return std::unexpected(program.error());
    return finder(std::move(*program), terms.regular);
}

std::optional<regex_match> finder::forward(const text &in, size_t from, size_t to, bool crlf,
                                           bool (*interrupted)()) const {
    if (from > std::min(to, in.size())) return std::nullopt;
    return regex_machine(program_).find(in, from, std::min(to, in.size()), crlf, interrupted);
}

std::optional<regex_match> finder::backward(const text &in, size_t before, bool crlf,
                                            bool (*interrupted)()) const {
    constexpr size_t part = 65536;
    regex_machine machine(program_);
    for (size_t end = before; end > 0;) {
        const size_t begin = in.begin_of_line_at(end - std::min(end, part));
        std::optional<regex_match> last;
        for (size_t from = begin; from < end;) {
            const auto match = machine.find(in, from, end - 1, crlf, interrupted);
            if (!match) break;
            last = match;
            from = behind(in, *match);
        }
        if (last) return last;
        if (interrupted && interrupted()) return std::nullopt;
        end = begin;
    }
    return std::nullopt;
}

size_t finder::behind(const text &in, const regex_match &match) {
    if (match.end() > match.begin() || match.end() >= in.size())
        return match.end() + (match.end() == match.begin());
    return match.end() + decode(in.copy(match.end(), match.end() + longest_character)).size;
}

std::string finder::replacement(const text &in, const regex_match &match,
                                std::string_view with) const {
    if (!regular_) return std::string(with);
    std::string result;
    for (size_t i = 0; i < with.size(); ++i) {
        if (with[i] != '\\' || i + 1 == with.size()) {
            result += with[i];
            continue;
        }
        const char c = with[++i];
        if (c >= '0' && c <= '9') {
            const size_t group = static_cast<size_t>(c - '0') * 2;
            if (match.slots[group] != regex_match::absent &&
                match.slots[group + 1] != regex_match::absent)
                result += in.copy(match.slots[group], match.slots[group + 1]);
        } else {
            result += c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
    }
    return result;
}

}  // namespace edit
