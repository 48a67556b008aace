#include "bin/grep/regex_text.hpp"

#include <cstring>

std::string whole_line_regex(const std::string &basic) {
    std::string inner;
    for (size_t at = 0; at < basic.size(); ++at) {
        inner += basic[at];
        if (basic[at] != '\\' || at + 1 == basic.size()) continue;
        const char c = basic[++at];
        inner += c >= '1' && c < '9' ? static_cast<char>(c + 1) : c;
    }
    return "^\\(" + inner + "\\)$";
}

namespace {

/// Where the bracket expression that begins at `at` ends.
size_t bracket_end(const std::string &text, size_t at) {
    ++at;
    if (at < text.size() && text[at] == '^') ++at;
    if (at < text.size() && text[at] == ']') ++at;
    while (at < text.size() && text[at] != ']') {
        if (text[at] == '[' && at + 1 < text.size() && std::strchr(":.=", text[at + 1])) {
            const char kind[] = {text[at + 1], ']', 0};
            const size_t close = text.find(kind, at + 2);
            if (close == text.npos) return text.size();
            at = close + 2;
        } else {
            ++at;
        }
    }
    return at < text.size() ? at + 1 : at;
}

bool is_interval(const std::string &text, size_t at) {
    const size_t close = text.find('}', at);
    if (close == text.npos || close == at + 1) return false;
    return text.find_first_not_of("0123456789,", at + 1) == close;
}

}  // namespace

std::string portable_extended_regex(const std::string &pattern) {
    std::string result;
    for (size_t at = 0; at < pattern.size();) {
        if (pattern[at] == '[') {
            const size_t end = bracket_end(pattern, at);
            result += pattern.substr(at, end - at);
            at = end;
        } else if (pattern[at] == '\\' && at + 1 < pattern.size()) {
            result += pattern.substr(at, 2);
            at += 2;
        } else {
            if (pattern[at] == '{' && !is_interval(pattern, at)) result += '\\';
            // {,N} is {0,N}.
            result += pattern[at++];
            if (result.ends_with('{') && !result.ends_with("\\{") && pattern[at] == ',')
                result += '0';
        }
    }
    return result;
}

std::string basic_regex(const std::string &extended) {
    std::string result;
    for (size_t at = 0; at < extended.size();) {
        const char c = extended[at];
        if (c == '[') {
            const size_t end = bracket_end(extended, at);
            result += extended.substr(at, end - at);
            at = end;
        } else if (c == '\\' && at + 1 < extended.size()) {
            const char next = extended[at + 1];
            if (!std::strchr("(){}|+?", next)) result += '\\';
            result += next;
            at += 2;
        } else {
            if (std::strchr("(){}|+?", c)) result += '\\';
            result += c;
            ++at;
        }
    }
    return result;
}
