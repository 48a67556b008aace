#include "bin/grep/regex_text.hpp"

#include <cctype>
#include <cstring>

namespace {

/// Reads a regular expression from left to right, item by item.
class regex_reader {
public:
    regex_reader(const std::string &pattern, bool extended) : text_(pattern), extended_(extended) {}

    enum class item : char {
        literal,
        other,
        repeat_least_one,
        repeat_none,
        open,
        close,
        either,
        end
    };

    item next();
    [[nodiscard]] char literal() const { return literal_; }

private:
    item skip_bracket();
    item skip_interval();

    const std::string &text_;
    const bool extended_;
    size_t at_ = 0;
    bool start_ = true;  // of the pattern or a group, where * is an ordinary character
    char literal_ = 0;
};

regex_reader::item regex_reader::skip_bracket() {
    if (at_ < text_.size() && text_[at_] == '^') ++at_;
    if (at_ < text_.size() && text_[at_] == ']') ++at_;
    while (at_ < text_.size() && text_[at_] != ']') {
        if (text_[at_] == '[' && at_ + 1 < text_.size() && std::strchr(":.=", text_[at_ + 1])) {
            const char kind[] = {text_[at_ + 1], ']', 0};
            const size_t close = text_.find(kind, at_ + 2);
            at_ = close == text_.npos ? text_.size() : close + 2;
        } else {
            ++at_;
        }
    }
    ++at_;
    return item::other;
}

regex_reader::item regex_reader::skip_interval() {
    const bool optional = at_ < text_.size() && (text_[at_] == '0' || text_[at_] == ',');
    const size_t close = text_.find('}', at_);
    at_ = close == text_.npos ? text_.size() : close + 1;
    return optional ? item::repeat_none : item::repeat_least_one;
}

regex_reader::item regex_reader::next() {
    if (at_ >= text_.size()) return item::end;
    const bool start = start_;
    start_ = false;
    char c = text_[at_++];
    bool special = extended_;
    if (c == '\\') {
        if (at_ >= text_.size()) return item::other;
        c = text_[at_++];
        special = !extended_;
        // Escaped letters and digits are classes, edges and back references.
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '<' || c == '>' || c == '`' ||
            c == '\'')
            return item::other;
    } else if (c == '.' || c == '$' || (c == '^')) {
        start_ = c == '^' && start;
        return item::other;
    } else if (c == '[') {
        return skip_bracket();
    } else if (c == '*' && (!start || extended_)) {
        return item::repeat_none;
    }
    if (special) switch (c) {
        case '(': start_ = true; return item::open;
        case ')': return item::close;
        case '|': start_ = true; return item::either;
        case '?': return item::repeat_none;
        case '+': return item::repeat_least_one;
        case '{': return skip_interval();
        default: break;
        }
    literal_ = c;
    return item::literal;
}

}  // namespace

std::optional<std::string> literal_of_regex(const std::string &pattern, bool extended) {
    regex_reader reader(pattern, extended);
    std::string result;
    for (;;) switch (reader.next()) {
        case regex_reader::item::literal: result += reader.literal(); break;
        case regex_reader::item::end: return result;
        default: return {};
        }
}

std::string needle_of_regex(const std::string &pattern, bool extended) {
    regex_reader reader(pattern, extended);
    std::string best, run;
    size_t depth = 0;
    const auto end_run = [&] {
        if (run.size() > best.size()) best = run;
        run.clear();
    };
    for (;;) {
        const regex_reader::item item = reader.next();
        if (item == regex_reader::item::either) return {};
        if (item == regex_reader::item::end) break;
        if (item == regex_reader::item::open) {
            ++depth;
            end_run();
        } else if (item == regex_reader::item::close) {
            if (depth) --depth;
        } else if (depth) {
            continue;
        } else if (item == regex_reader::item::literal) {
            run += reader.literal();
        } else {
            // What is repeated need not be there.
            if (item == regex_reader::item::repeat_none && !run.empty()) run.pop_back();
            end_run();
        }
    }
    end_run();
    return best;
}

std::string wrapped_regex(const std::string &pattern, bool extended, bool words, bool lines) {
    if (!words && !lines) return pattern;
    const char *open = extended ? "(" : "\\(", *close = extended ? ")" : "\\)";
    const size_t before = lines ? 1 : 2;
    std::string inner;
    for (size_t at = 0; at < pattern.size(); ++at) {
        inner += pattern[at];
        if (pattern[at] != '\\' || at + 1 == pattern.size()) continue;
        const char c = pattern[++at];
        inner += c >= '1' && c <= '9' ? static_cast<char>(c + static_cast<char>(before)) : c;
    }
    inner = open + inner + close;
    if (lines) return "^" + inner + "$";
    const std::string either = extended ? "|" : "\\|";
    return open + ("^" + either) + "[^[:alnum:]_]" + close + inner + open + "[^[:alnum:]_]" +
           either + "$" + close;
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

bool has_back_reference(const std::string &pattern) {
    for (size_t at = 0; at + 1 < pattern.size();) {
        if (pattern[at] == '[') {
            at = bracket_end(pattern, at);
        } else if (pattern[at] == '\\') {
            if (pattern[at + 1] >= '1' && pattern[at + 1] <= '9') return true;
            at += 2;
        } else {
            ++at;
        }
    }
    return false;
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
