#include "edit/core/regex_parser.hpp"

#include <iterator>

#include "edit/core/utf8.hpp"

namespace edit {

namespace {

using instruction = regex_instruction;
using code = std::vector<instruction>;

constexpr size_t most_instructions = 20000;
constexpr int deepest = 200;
constexpr uint32_t most_repetitions = 1000;

struct named_class {
    std::string_view name;
    std::string_view ranges;  // pairs of first and last
};
constexpr named_class classes[] = {
    {"alpha", "azAZ"},    {"digit", "09"},     {"alnum", "azAZ09"}, {"upper", "AZ"},
    {"lower", "az"},      {"space", "\t\r  "}, {"blank", "\t\t  "}, {"punct", "!/:@[`{~"},
    {"xdigit", "09afAF"}, {"print", " ~"},     {"graph", "!~"},     {"cntrl", "\x01\x1f\x7f\x7f"},
    {"word", "azAZ09__"},
};

void add_ranges(regex_set &set, std::string_view pairs) {
    for (size_t i = 0; i + 1 < pairs.size(); i += 2)
        set.ranges.push_back(
            {static_cast<unsigned char>(pairs[i]), static_cast<unsigned char>(pairs[i + 1])});
    // Letters of other alphabets are parts of words.
    if (pairs.starts_with("azAZ")) set.ranges.push_back({0xaa, regex_byte - 1});
}

class parser {
public:
    parser(std::string_view pattern, regex_options options, std::vector<regex_set> &sets)
        : pattern_(pattern), options_(options), sets_(sets) {}

    std::expected<code, const char *> all() {
        code_.push_back({instruction::save, 0});
        if (options_.literal)
            while (more()) character(take());
        else
            alternatives();
        if (!error_ && more()) error_ = "there is a ) too much";
        if (error_) return std::unexpected(error_);
        code_.push_back({instruction::save, 1});
        code_.push_back({instruction::match});
        return std::move(code_);
    }

private:
    [[nodiscard]] bool more() const { return !error_ && at_ < pattern_.size(); }
    [[nodiscard]] char peek() const { return at_ < pattern_.size() ? pattern_[at_] : '\0'; }
    bool accept(std::string_view what) {
        if (!pattern_.substr(at_).starts_with(what)) return false;
        at_ += what.size();
        return true;
    }
    uint32_t take() {
        const struct character c = decode(pattern_.substr(at_));
        at_ += c.size;
        return c.valid ? c.code : regex_byte + c.code;
    }
    void emit(instruction i) {
        if (code_.size() >= most_instructions)
            error_ = "the expression is too long";
        else
            code_.push_back(i);
    }
    void insert(size_t at, instruction i) {
        emit(i);
        if (error_) return;
        code_.pop_back();
        code_.insert(code_.begin() + static_cast<ptrdiff_t>(at), i);
    }
    static int32_t distance(size_t from, size_t to) {
        return static_cast<int32_t>(to) - static_cast<int32_t>(from);
    }

    void character(uint32_t c) {
        emit({instruction::character, options_.ignore_case ? fold_case(c) : c});
    }
    void add_set(regex_set &&set) {
        emit({instruction::set, static_cast<uint32_t>(sets_.size())});
        sets_.push_back(std::move(set));
    }

    // a|b|c: split a; jump end; split b; jump end; c
    void alternatives() {
        const size_t begin = code_.size();
        sequence();
        if (!more() || peek() != '|') return;
        ++at_;
        insert(begin, {instruction::split, 0, 1, 0});
        const size_t jump = code_.size();
        emit({instruction::jump});
        if (error_) return;
        code_[begin].second = distance(begin, code_.size());
        alternatives_after_bar();
        if (!error_) code_[jump].first = distance(jump, code_.size());
    }
    void alternatives_after_bar() {
        if (++depth_ > deepest) error_ = "the expression is nested too deeply";
        if (!error_) alternatives();
        --depth_;
    }

    void sequence() {
        while (more() && peek() != '|' && peek() != ')') {
            const size_t begin = code_.size();
            atom();
            while (more() && repetition(begin)) {
            }
        }
    }

    void atom() {
        if (accept("(")) {
            group();
        } else if (accept("[")) {
            bracket();
        } else if (accept(".")) {
            emit({instruction::any});
        } else if (accept("^")) {
            emit({instruction::line_begin});
        } else if (accept("$")) {
            emit({instruction::line_end});
        } else if (accept("\\")) {
            escape();
        } else if (peek() == '*' || peek() == '+' || peek() == '?') {
            error_ = "there is nothing to repeat";
        } else {
            character(take());
        }
    }

    void group() {
        const bool noted = !accept("?:");
        const uint32_t number = noted ? ++groups_ : 0;
        const bool slots = noted && number < regex_program::groups;
        if (++depth_ > deepest) error_ = "the expression is nested too deeply";
        if (error_) return;
        if (slots) emit({instruction::save, number * 2});
        alternatives();
        if (!error_ && !accept(")")) error_ = "a ) is missing";
        if (slots) emit({instruction::save, number * 2 + 1});
        --depth_;
    }

    void escape() {
        if (!more()) {
            error_ = "there is nothing behind the last \\";
            return;
        }
        const char c = pattern_[at_];
        regex_set set;
        switch (c) {
        case 'd':
        case 'D': add_ranges(set, "09"); break;
        case 'w':
        case 'W': add_ranges(set, "azAZ09__"); break;
        case 's':
        case 'S': add_ranges(set, "\t\r  "); break;
        case 'b':
            ++at_;
            emit({instruction::word_edge});
            return;
        case 'B':
            ++at_;
            emit({instruction::no_word_edge});
            return;
        case '<':
            ++at_;
            emit({instruction::word_begin});
            return;
        case '>':
            ++at_;
            emit({instruction::word_end});
            return;
        default: character(escaped()); return;
        }
        ++at_;
        set.negated = c < 'a';
        add_set(std::move(set));
    }

    // The character that is meant by what stands behind a backslash.
    uint32_t escaped() {
        if (accept("t")) return '\t';
        if (accept("n")) return '\n';
        if (accept("r")) return '\r';
        if (!accept("x")) return take();
        const bool braces = accept("{");
        uint32_t value = 0;
        for (size_t digits = 0; digits < (braces ? 6 : 2) && at_ < pattern_.size(); ++digits) {
            const size_t digit =
                std::string_view("0123456789abcdef").find(static_cast<char>(pattern_[at_] | 0x20));
            if (digit == std::string_view::npos) break;
            value = value * 16 + static_cast<uint32_t>(digit);
            ++at_;
        }
        if (braces && !accept("}")) error_ = "a } is missing";
        if (!braces && value >= 0x80) return regex_byte + value;
        return value;
    }

    void bracket() {
        regex_set set;
        set.negated = accept("^");
        for (bool first = true;; first = false) {
            if (!more()) {
                if (!error_) error_ = "a ] is missing";
                return;
            }
            if (!first && accept("]")) break;
            if (accept("[:")) {
                class_name(set);
                continue;
            }
            const uint32_t low = accept("\\") && more() ? set_escape(set) : take();
            if (low == in_set) continue;
            uint32_t high = low;
            if (peek() == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']') {
                ++at_;
                high = accept("\\") && more() ? escaped() : take();
            }
            if (high < low) error_ = "a range ends before it begins";
            add_range(set, low, high);
        }
        add_set(std::move(set));
    }

    static constexpr uint32_t in_set = ~uint32_t{0};

    // \d and the like inside brackets are added, and `in_set` is returned.
    uint32_t set_escape(regex_set &set) {
        if (accept("d"))
            add_ranges(set, "09");
        else if (accept("w"))
            add_ranges(set, "azAZ09__");
        else if (accept("s"))
            add_ranges(set, "\t\r  ");
        else
            return escaped();
        return in_set;
    }

    void add_range(regex_set &set, uint32_t low, uint32_t high) {
        set.ranges.push_back({low, high});
        if (!options_.ignore_case) return;
        // Characters are compared as small letters.
        for (uint32_t c = low; c <= high && c < 0x500; ++c)
            if (fold_case(c) != c) set.ranges.push_back({fold_case(c), fold_case(c)});
    }

    void class_name(regex_set &set) {
        for (const named_class &each : classes) {
            const size_t before = at_;
            if (accept(each.name) && accept(":]")) {
                add_ranges(set, each.ranges);
                if (options_.ignore_case && each.name == "upper") add_ranges(set, "az");
                return;
            }
            at_ = before;
        }
        error_ = "there is no such character class";
    }

    // What repeats the instructions from `begin` on, if it stands here.
    bool repetition(size_t begin) {
        uint32_t least = 0, most = 0;
        bool endless = false;
        if (accept("*")) {
            endless = true;
        } else if (accept("+")) {
            least = 1;
            endless = true;
        } else if (accept("?")) {
            most = 1;
        } else if (!braces(least, most, endless)) {
            return false;
        }
        if (error_) return false;
        const bool lazy = accept("?");
        const code unit(code_.begin() + static_cast<ptrdiff_t>(begin), code_.end());
        code_.resize(begin);
        for (uint32_t i = 0; i < least && !error_; ++i) append(unit);
        if (endless) {
            star(unit, lazy);
        } else {
            for (uint32_t i = least; i < most && !error_; ++i) optional(unit, lazy);
        }
        return true;
    }

    bool braces(uint32_t &least, uint32_t &most, bool &endless) {
        // A { that is no repetition stands for itself.
        const size_t before = at_;
        if (!accept("{") || !number(least)) {
            at_ = before;
            return false;
        }
        most = least;
        if (accept(",") && !number(most)) endless = true;
        if (!accept("}")) {
            at_ = before;
            return false;
        }
        if (least > most_repetitions || most > most_repetitions)
            error_ = "more than 1000 repetitions";
        else if (!endless && most < least)
            error_ = "a repetition ends before it begins";
        return true;
    }
    bool number(uint32_t &value) {
        const size_t before = at_;
        for (value = 0; peek() >= '0' && peek() <= '9'; ++at_)
            if (value <= most_repetitions) value = value * 10 + static_cast<uint32_t>(peek() - '0');
        return at_ > before;
    }

    void append(const code &unit) {
        if (code_.size() + unit.size() > most_instructions)
            error_ = "the expression is too long";
        else
            code_.insert(code_.end(), unit.begin(), unit.end());
    }
    void split(int32_t inside, int32_t outside, bool lazy) {
        emit({instruction::split, 0, lazy ? outside : inside, lazy ? inside : outside});
    }
    void star(const code &unit, bool lazy) {
        const int32_t size = static_cast<int32_t>(unit.size());
        split(1, size + 2, lazy);
        append(unit);
        emit({instruction::jump, 0, -(size + 1)});
    }
    void optional(const code &unit, bool lazy) {
        split(1, static_cast<int32_t>(unit.size()) + 1, lazy);
        append(unit);
    }

    std::string_view pattern_;
    regex_options options_;
    std::vector<regex_set> &sets_;
    code code_;
    size_t at_ = 0;
    uint32_t groups_ = 0;
    int depth_ = 0;
    const char *error_ = nullptr;
};

}  // namespace

std::expected<code, const char *> parse_regex(std::string_view pattern, regex_options options,
                                              std::vector<regex_set> &sets) {
    return parser(pattern, options, sets).all();
}

}  // namespace edit
