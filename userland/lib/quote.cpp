#include "lib/quote.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <cwctype>

namespace {

/// Characters that a shell reads as themselves outside quotes, and inside double quotes.
bool is_plain(unsigned char c) {
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
           (c && std::strchr("%+,-./:]_", c));
}

/// Whether double quotes do, which read better around an apostrophe.
bool suits_double_quotes(std::string_view name) {
    for (const char c : name)
        if (!is_plain(static_cast<unsigned char>(c)) && c != ' ' && c != '\'' &&
            !((c == '#' || c == '~') && &c == name.data()))
            return false;
    return true;
}

void append_escape(std::string &result, unsigned char c) {
    static constexpr char letters[] = "abtnvfr";
    char text[5];
    if (c >= 7 && c <= 13)
        std::snprintf(text, sizeof text, "\\%c", letters[c - 7]);
    else
        std::snprintf(text, sizeof text, "\\%03o", c);
    result += text;
}

}  // namespace

size_t printable_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 128) return first >= 32 && first != 127;
    if (MB_CUR_MAX == 1) return 0;
    wchar_t wide;
    std::mbstate_t state{};
    const size_t length = std::mbrtowc(&wide, text.data(), text.size(), &state);
    return length <= text.size() && std::iswprint(static_cast<wint_t>(wide)) ? length : 0;
}

bool needs_quotes(std::string_view name) {
    if (name.empty() || name[0] == '#' || name[0] == '~' || name == "{" || name == "}") return true;
    for (std::string_view rest = name; !rest.empty();) {
        const auto c = static_cast<unsigned char>(rest[0]);
        const size_t length = printable_length(rest);
        if (!length || (c < 128 && !is_plain(c) && !std::strchr("@{}#~", c))) return true;
        rest.remove_prefix(length);
    }
    return false;
}

std::string quoted(std::string_view name) {
    if (name.find('\'') != name.npos && suits_double_quotes(name))
        return '"' + std::string(name) + '"';
    std::string result = "'";
    bool escaping = false;
    while (!name.empty()) {
        const size_t length = printable_length(name);
        if (!length) {
            if (!escaping) result += "'$'";
            escaping = true;
            append_escape(result, static_cast<unsigned char>(name[0]));
            name.remove_prefix(1);
            continue;
        }
        if (escaping) result += "''";
        escaping = false;
        if (name[0] == '\'')
            result += "'\\''";
        else
            result += name.substr(0, length);
        name.remove_prefix(length);
    }
    return result + '\'';
}

std::string quoted_if_needed(std::string_view name) {
    return needs_quotes(name) ? quoted(name) : std::string(name);
}
