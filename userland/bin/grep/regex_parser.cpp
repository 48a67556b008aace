#include "bin/grep/regex_parser.hpp"

#include "bin/grep/regex_bracket.hpp"
#include "bin/grep/regex_character.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace {

constexpr uint32_t none = regex_tree::none;
constexpr uint32_t most_repetitions = 32767;

/// Reads from left to right and keeps open groups on a stack of its own, so that they may nest as
/// deep as they like.
class regex_parser {
public:
    regex_parser(std::string_view pattern, bool extended, regex_tree &tree)
        : text_(pattern), extended_(extended), tree_(tree) {}

    std::expected<uint32_t, const char *> parse();

private:
    struct group {
        uint32_t either = none;    // alternatives before the last
        uint32_t sequence = none;  // what the last alternative has so far
        uint32_t number = 0;
    };
    struct interval {
        uint32_t least, most;
    };

    const char *step();
    const char *escaped(char c);
    const char *close_group();
    const char *back_reference(uint32_t number);
    bool operation(char c, bool special, const char *&error);
    std::expected<std::optional<interval>, const char *> take_interval();

    void atom(const regex_node &node) { atom(tree_.add(node)); }
    void atom(uint32_t node) {
        flush();
        last_ = node;
        start_ = false;
    }
    void character(uint32_t code) { atom({.what = regex_node::character, .first = code}); }
    // Nothing that changes what may follow.
    void edge(regex_edge where) {
        flush();
        last_ = tree_.add(where);
    }
    void set(const char *letter_class, bool underscore, bool negated);
    void any() {
        regex_set all;
        all.negate(tree_.characters);
        set(std::move(all));
    }
    void set(regex_set &&value) {
        tree_.sets.push_back(std::move(value));
        atom({.what = regex_node::set, .first = static_cast<uint32_t>(tree_.sets.size() - 1)});
    }
    void repeat(uint32_t least, uint32_t most, const char *shown);
    void flush() {
        levels_.back().sequence = tree_.concatenate(levels_.back().sequence, last_);
        last_ = none;
    }
    void next_alternative() {
        flush();
        group &level = levels_.back();
        if (level.sequence == none) level.sequence = tree_.add({.what = regex_node::empty});
        level.either = tree_.alternate(level.either, level.sequence);
        level.sequence = none;
        start_ = true;
    }
    // Whether a dollar sign here is the end of a basic expression.
    [[nodiscard]] bool at_end() const {
        return text_.empty() || text_.starts_with("\\)") || text_.starts_with("\\|");
    }

    std::string_view text_;
    const bool extended_;
    regex_tree &tree_;
    std::vector<group> levels_;
    uint32_t last_ = none;  // what an operator would repeat
    bool start_ = true;     // of an alternative, where * is an ordinary character
    bool anchored_ = true;  // at the start itself, where ^ is an anchor
    uint32_t groups_ = 0;
    std::array<uint32_t, 10> closed_;  // the expressions of the groups, as far as \9
};

void regex_parser::set(const char *letter_class, bool underscore, bool negated) {
    regex_set value;
    static_cast<void>(value.add_class(letter_class, tree_.characters));
    if (underscore) value.add('_');
    if (negated)
        value.negate(tree_.characters);
    else
        value.normalise();
    set(std::move(value));
}

void regex_parser::repeat(uint32_t least, uint32_t most, const char *shown) {
    if (start_) tree_.useless.push_back(shown);
    if (last_ == none) return;
    last_ =
        tree_.add({.what = regex_node::repetition, .first = last_, .least = least, .most = most});
}

const char *regex_parser::back_reference(uint32_t number) {
    if (closed_[number] == none) return "Invalid back reference";
    atom({.what = regex_node::back_reference, .first = closed_[number]});
    return nullptr;
}

const char *regex_parser::close_group() {
    if (levels_.size() == 1) return "Unmatched ) or \\)";
    next_alternative();
    const group closed = levels_.back();
    levels_.pop_back();
    if (closed.number < closed_.size()) closed_[closed.number] = closed.either;
    last_ = closed.either;
    start_ = false;
    return nullptr;
}

/// The interval behind a brace, if it is one; nothing is taken if it is not.
std::expected<std::optional<regex_parser::interval>, const char *> regex_parser::take_interval() {
    std::string_view rest = text_;
    const auto number = [&](uint32_t otherwise) {
        if (rest.empty() || rest[0] < '0' || rest[0] > '9') return otherwise;
        uint32_t value = 0;
        for (; !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; rest.remove_prefix(1))
            value =
                std::min(value * 10 + static_cast<uint32_t>(rest[0] - '0'), most_repetitions + 1);
        return value;
    };
    const bool comma = rest.starts_with(',');
    interval found{number(comma ? 0 : regex_node::unlimited), 0};
    found.most = found.least;
    if (rest.starts_with(',')) {
        rest.remove_prefix(1);
        found.most = number(regex_node::unlimited);
    }
    const std::string_view close = extended_ ? "}" : "\\}";
    const bool well_formed = rest.starts_with(close) && found.least != regex_node::unlimited;
    if (!well_formed) {
        if (extended_ && (last_ == none || !rest.starts_with(close))) return std::nullopt;
        return std::unexpected(text_.find(close) == text_.npos ? "Unmatched \\{"
                                                               : "Invalid content of \\{\\}");
    }
    if (found.least > found.most) return std::unexpected("Invalid content of \\{\\}");
    if (found.least > most_repetitions ||
        (found.most > most_repetitions && found.most != regex_node::unlimited))
        return std::unexpected("Regular expression too big");
    text_ = rest.substr(close.size());
    return found;
}

/// Handles `c` if it is an operator, which `special` says it may be.
bool regex_parser::operation(char c, bool special, const char *&error) {
    // At the start of a basic expression nothing can be repeated.
    const bool literal = start_ && !extended_;
    if (c == '*') {
        if (literal) return false;
        repeat(0, regex_node::unlimited, "*");
        return true;
    }
    if (!special) return false;
    switch (c) {
    case '(':
        flush();
        levels_.push_back({.number = ++groups_});
        start_ = anchored_ = true;
        return true;
    case ')':
        if (extended_ && levels_.size() == 1) return false;
        error = close_group();
        return true;
    case '|':
        next_alternative();
        anchored_ = true;
        return true;
    case '+':
    case '?':
        if (literal) return false;
        repeat(c == '+', c == '+' ? regex_node::unlimited : 1, c == '+' ? "+" : "?");
        return true;
    case '{': {
        if (literal) return false;
        const auto found = take_interval();
        if (!found) error = found.error();
        if (found && *found) {
            repeat((*found)->least, (*found)->most, "{...}");
            start_ = false;
        }
        return !found || *found;
    }
    default: return false;
    }
}

/// What a backslash makes of `c`, other than an operator.
const char *regex_parser::escaped(char c) {
    if (c >= '1' && c <= '9') return back_reference(static_cast<uint32_t>(c - '0'));
    switch (c) {
    case 'w':
    case 'W': set("alnum", true, c == 'W'); break;
    case 's':
    case 'S': set("space", false, c == 'S'); break;
    case '<': edge(regex_edge::word_begin); break;
    case '>': edge(regex_edge::word_end); break;
    case 'b': edge(regex_edge::word_edge); break;
    case 'B': edge(regex_edge::no_word_edge); break;
    // A line is all the text that there is.
    case '`': edge(regex_edge::line_begin); break;
    case '\'': edge(regex_edge::line_end); break;
    default: character(static_cast<unsigned char>(c));
    }
    return nullptr;
}

const char *regex_parser::step() {
    const bool anchored = anchored_;
    anchored_ = false;
    const char *error = nullptr;
    const char c = text_[0];
    if (c == '\\') {
        if (text_.size() == 1) return "Trailing backslash";
        const char next = text_[1];
        if (static_cast<unsigned char>(next) >= 0x80) {
            text_.remove_prefix(1);
            character(take_character(text_, tree_.characters));
            return nullptr;
        }
        text_.remove_prefix(2);
        if (next != '*' && operation(next, !extended_, error)) return error;
        return escaped(next);
    }
    const uint32_t code = take_character(text_, tree_.characters);
    if (c == '[') {
        auto found = take_bracket(text_, tree_.characters, tree_.fold);
        if (!found) return found.error();
        set(std::move(*found));
    } else if (c == '.') {
        any();
    } else if (c == '^' && (extended_ || anchored)) {
        edge(regex_edge::line_begin);
    } else if (c == '$' && (extended_ || at_end())) {
        edge(regex_edge::line_end);
    } else if (!operation(c, extended_, error)) {
        character(code);
    }
    return error;
}

std::expected<uint32_t, const char *> regex_parser::parse() {
    closed_.fill(none);
    levels_.push_back({});
    while (!text_.empty())
        if (const char *error = step()) return std::unexpected(error);
    if (levels_.size() > 1) return std::unexpected("Unmatched ( or \\(");
    next_alternative();
    return levels_.back().either;
}

}  // namespace

std::expected<uint32_t, const char *> parse_regex(std::string_view pattern, bool extended,
                                                  regex_tree &tree) {
    return regex_parser(pattern, extended, tree).parse();
}

uint32_t parse_fixed(std::string_view text, regex_tree &tree) {
    uint32_t result = none;
    while (!text.empty())
        result =
            tree.concatenate(result, tree.add({.what = regex_node::character,
                                               .first = take_character(text, tree.characters)}));
    return result == none ? tree.add({.what = regex_node::empty}) : result;
}
