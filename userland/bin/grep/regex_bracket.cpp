#include "bin/grep/regex_bracket.hpp"

#include "bin/grep/regex_character.hpp"

#include <cstring>
#include <string>

namespace {

constexpr const char *unmatched = "Unmatched [, [^, [:, [., or [=";
constexpr const char *bad_range = "Invalid range end";

class bracket_reader {
public:
    bracket_reader(std::string_view &text, character_set characters)
        : text_(text), characters_(characters) {}

    /// The error, or null.
    const char *read(regex_set &into);

private:
    enum class element : char { character, equivalence, set };

    const char *take(regex_set &into, element &kind, uint32_t &code);
    const char *take_named(char delimiter, regex_set &into, element &kind, uint32_t &code);
    [[nodiscard]] bool range_follows() const {
        return text_.size() > 1 && text_[0] == '-' && text_[1] != ']';
    }

    std::string_view &text_;
    const character_set characters_;
};

/// [:NAME:], [.X.] or [=X=], behind the delimiter.
const char *bracket_reader::take_named(char delimiter, regex_set &into, element &kind,
                                       uint32_t &code) {
    const char closing[] = {delimiter, ']', 0};
    const size_t close = text_.find(closing);
    if (close == text_.npos) return unmatched;
    std::string_view name = text_.substr(0, close);
    text_.remove_prefix(close + 2);
    if (delimiter == ':') {
        kind = element::set;
        return into.add_class(std::string(name).c_str(), characters_)
                   ? nullptr
                   : "Invalid character class name";
    }
    kind = delimiter == '=' ? element::equivalence : element::character;
    if (!name.empty()) code = take_character(name, characters_);
    // The locales that there are have no elements of several characters.
    return close && name.empty() ? nullptr : "Invalid collation character";
}

const char *bracket_reader::take(regex_set &into, element &kind, uint32_t &code) {
    if (text_.empty()) return unmatched;
    if (text_.size() > 1 && text_[0] == '[' && std::memchr(":.=", text_[1], 3)) {
        const char delimiter = text_[1];
        text_.remove_prefix(2);
        return take_named(delimiter, into, kind, code);
    }
    kind = element::character;
    code = take_character(text_, characters_);
    return nullptr;
}

const char *bracket_reader::read(regex_set &into) {
    const std::string_view whole = text_;
    bool plain = true;
    for (bool first = true;; first = false) {
        if (text_.empty()) return unmatched;
        if (text_[0] == ']' && !first) break;
        if (text_[0] == '-' && !first && text_.size() > 1 && text_[1] != ']') return bad_range;
        element kind;
        uint32_t code = 0;
        if (const char *error = take(into, kind, code)) return error;
        plain = plain && kind != element::set;
        uint32_t last = code;
        if (range_follows()) {
            plain = false;
            if (kind != element::character) return bad_range;
            text_.remove_prefix(1);
            if (const char *error = take(into, kind, last)) return error;
            if (kind != element::character || last < code) return bad_range;
        }
        if (kind != element::set) into.add(code, last);
    }
    const size_t size = whole.size() - text_.size();
    if (plain && size > 2 && whole[0] == ':' && whole[size - 1] == ':')
        return "character class syntax is [[:space:]], not [:space:]";
    text_.remove_prefix(1);
    return nullptr;
}

}  // namespace

std::expected<regex_set, const char *> take_bracket(std::string_view &text,
                                                    character_set characters, bool fold) {
    const bool negated = text.starts_with('^');
    if (negated) text.remove_prefix(1);
    regex_set result;
    if (const char *error = bracket_reader(text, characters).read(result))
        return std::unexpected(error);
    if (fold) result.fold(characters);
    if (negated)
        result.negate(characters);
    else
        result.normalise();
    return result;
}
