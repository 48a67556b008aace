#include <algorithm>
#include <iterator>

#include "edit/core/intern.hpp"
#include "edit/core/syntax.hpp"

namespace edit {

namespace {

constexpr std::string_view keywords[] = {
    "alignas",
    "alignof",
    "asm",
    "auto",
    "break",
    "case",
    "catch",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "continue",
    "decltype",
    "default",
    "delete",
    "do",
    "dynamic_cast",
    "else",
    "enum",
    "explicit",
    "export",
    "extern",
    "false",
    "final",
    "for",
    "friend",
    "goto",
    "if",
    "import",
    "inline",
    "module",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "nullptr",
    "operator",
    "override",
    "private",
    "protected",
    "public",
    "register",
    "reinterpret_cast",
    "requires",
    "restrict",
    "return",
    "sizeof",
    "static",
    "static_assert",
    "static_cast",
    "struct",
    "switch",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "typeof",
    "union",
    "using",
    "virtual",
    "volatile",
    "while",
};
constexpr std::string_view types[] = {
    "bool", "char", "char16_t", "char32_t", "char8_t",  "double", "float",
    "int",  "long", "short",    "signed",   "unsigned", "void",   "wchar_t",
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// int32_t and the like are types by their ending.
colour of_word(std::string_view word) {
    if (std::binary_search(std::begin(keywords), std::end(keywords), word)) return colour::keyword;
    if (std::binary_search(std::begin(types), std::end(types), word)) return colour::type;
    return word.size() > 2 && word.ends_with("_t") ? colour::type : colour::plain;
}

class c_syntax final : public syntax {
public:
    [[nodiscard]] const char *name() const override { return "C"; }

    line_state colour_line(std::string_view line, line_state before,
                           std::vector<colour> &colours) override {
        line_ = line;
        at_ = 0;
        out_ = &colours;
        colours.assign(line.size(), colour::plain);
        line_state after = resume(before);
        if (at_ == 0) directive();
        while (after == normal && at_ < line_.size()) after = token();
        return after;
    }

private:
    // A raw string's delimiter has its number above these.
    enum : line_state { normal, block_comment, line_comment, string, raw_string, modes };

    void paint(size_t to, colour c) {
        to = std::min(to, line_.size());
        std::fill(out_->begin() + static_cast<ptrdiff_t>(at_),
                  out_->begin() + static_cast<ptrdiff_t>(to), c);
        at_ = to;
    }
    [[nodiscard]] bool continues() const { return line_.ends_with('\\'); }

    line_state resume(line_state before) {
        switch (before % modes) {
        case block_comment: return comment(0);
        case line_comment: return rest_is_comment();
        case string: return literal('"', 0);
        case raw_string: return raw(before / modes, 0);
        default: return normal;
        }
    }

    line_state rest_is_comment() {
        paint(line_.size(), colour::comment);
        return continues() ? line_comment : normal;
    }

    line_state comment(size_t from) {
        const size_t end = line_.find("*/", from);
        paint(end == line_.npos ? end : end + 2, colour::comment);
        return end == line_.npos ? block_comment : normal;
    }

    // From the opening quote, or inside, with `skip` bytes known to belong to it.
    line_state literal(char quote, size_t skip) {
        paint(at_ + skip, colour::string);
        while (at_ < line_.size()) {
            const char c = line_[at_];
            if (c == '\\') {
                paint(at_ + 2, colour::escape);
                continue;
            }
            paint(at_ + 1, colour::string);
            if (c == quote) return normal;
        }
        return quote == '"' && continues() ? string : normal;
    }

    line_state raw(size_t number, size_t from) {
        const std::string end = ")" + delimiters_[number] + "\"";
        const size_t found = line_.find(end, from);
        paint(found == line_.npos ? found : found + end.size(), colour::string);
        return found == line_.npos ? static_cast<line_state>(number * modes + raw_string) : normal;
    }

    // R"delimiter( with at_ at the quote; the standard allows 16 characters.
    line_state begin_raw() {
        const size_t open = line_.find('(', at_);
        if (open == line_.npos || open - at_ > 17) return literal('"', 1);
        const size_t number = delimiters_.add(line_.substr(at_ + 1, open - at_ - 1));
        return number < interned::limit ? raw(number, open + 1) : literal('"', 1);
    }

    void directive() {
        size_t at = line_.find_first_not_of(" \t");
        if (at == line_.npos || line_[at] != '#') return;
        at = line_.find_first_not_of(" \t", at + 1);
        if (at == line_.npos) at = line_.size();
        const size_t word = at;
        while (at < line_.size() && is_name(line_[at])) ++at;
        const bool include = line_.substr(word, at - word).starts_with("include");
        paint(at, colour::preprocessor);
        const size_t name = line_.find_first_not_of(" \t", at_);
        if (!include || name == line_.npos || line_[name] != '<') return;
        at_ = name;
        paint(std::min(line_.find('>', name), line_.size() - 1) + 1, colour::string);
    }

    line_state token() {
        const char c = line_[at_];
        const char next = at_ + 1 < line_.size() ? line_[at_ + 1] : '\0';
        if (c == '/' && next == '/') return rest_is_comment();
        if (c == '/' && next == '*') return comment(at_ + 2);
        if (c == '"' || c == '\'') return literal(c, 1);
        if (is_digit(c) || (c == '.' && is_digit(next))) {
            number();
        } else if (is_name(c)) {
            return word();
        } else {
            ++at_;
        }
        return normal;
    }

    void number() {
        size_t end = at_ + 1;
        for (; end < line_.size(); ++end) {
            const char c = line_[end], last = line_[end - 1] | 0x20;
            const bool exponent = (c == '+' || c == '-') && (last == 'e' || last == 'p');
            const bool separator = c == '\'' && end + 1 < line_.size() && is_name(line_[end + 1]);
            if (!is_name(c) && c != '.' && !exponent && !separator) break;
        }
        paint(end, colour::number);
    }

    line_state word() {
        size_t end = at_ + 1;
        while (end < line_.size() && is_name(line_[end])) ++end;
        const std::string_view name = line_.substr(at_, end - at_);
        if (end < line_.size() && line_[end] == '"' && name.size() <= 3 && name.ends_with('R')) {
            paint(end, colour::string);
            return begin_raw();
        }
        paint(end, of_word(name));
        return normal;
    }

    std::string_view line_;
    size_t at_ = 0;
    std::vector<colour> *out_ = nullptr;
    interned delimiters_;
};

}  // namespace

std::unique_ptr<syntax> make_c_syntax() { return std::make_unique<c_syntax>(); }

}  // namespace edit
