#include "bin/grep/grep_pattern.hpp"

#include "bin/grep/regex_character.hpp"
#include "bin/grep/regex_literal.hpp"
#include "bin/grep/regex_parser.hpp"
#include "bin/grep/word_bounds.hpp"
#include "lib/program.hpp"

#include <algorithm>

bool grep_pattern::add(const std::string &pattern, parts &to) {
    regex_tree &tree = to.tree;
    const auto first = static_cast<uint32_t>(tree.nodes.size());
    const bool extended = kind == syntax::extended;
    const std::expected<uint32_t, const char *> root =
        kind == syntax::fixed ? parse_fixed(pattern, tree) : parse_regex(pattern, extended, tree);
    if (!root) {
        warn("%s", root.error());
        return false;
    }
    const auto literal = to.all_literal ? literal_of(tree, first, *root) : std::nullopt;
    to.all_literal = literal.has_value();
    if (literal) to.literals.push_back(*literal);
    to.all_have_needles = to.all_have_needles && add_needles(tree, *root, to.needles);
    const bool refers =
        std::any_of(tree.nodes.begin() + first, tree.nodes.end(),
                    [](const regex_node &node) { return node.what == regex_node::back_reference; });
    to.all = tree.alternate(to.all, *root);
    if (!refers) {
        to.exact = tree.alternate(to.exact, *root);
        return true;
    }
    auto made = library_regex::create(pattern, {extended, fold, whole_words, whole_lines});
    if (!made) return false;
    referring_.push_back(std::move(made));
    return true;
}

bool grep_pattern::make_matchers(parts &of, char line_end) {
    regex_tree &tree = of.tree;
    if (of.exact != regex_tree::none) {
        uint32_t root = of.exact;
        if (whole_words || whole_lines) {
            const uint32_t before =
                tree.add(whole_lines ? regex_edge::line_begin : regex_edge::not_after_word);
            const uint32_t after =
                tree.add(whole_lines ? regex_edge::line_end : regex_edge::not_before_word);
            root = tree.concatenate(tree.concatenate(before, root), after);
        }
        matcher_ = regex_matcher::create(tree, root, line_end);
    }
    if (!referring_.empty()) filter_ = regex_matcher::create(tree, of.all, line_end);
    const bool made = (matcher_ || of.exact == regex_tree::none) && (filter_ || referring_.empty());
    if (!made) warn("Regular expression too big");
    return made;
}

bool grep_pattern::compile(const std::vector<std::string> &patterns, char line_end) {
    only_empty_ = patterns.size() == 1 && patterns[0].empty();
    parts all;
    all.tree.characters = characters_of_locale();
    all.tree.fold = fold;
    bool valid = true;
    for (const std::string &each : patterns) valid = add(each, all) && valid;
    if (!valid) return false;
    for (const char *each : all.tree.useless) warn("warning: %s at start of expression", each);
    if (all.all_literal) {
        literals_.emplace(std::move(all.literals), fold);
        return true;
    }
    if (all.all_have_needles) needle_.emplace(std::move(all.needles), fold);
    return make_matchers(all, line_end);
}

grep_pattern::candidate grep_pattern::next(const char *at, const char *end) const {
    if (literals_) return {literals_->find(at, end).begin, !whole_words && !whole_lines};
    if (needle_) return {needle_->find(at, end).begin, false};
    if (filter_) return {filter_->find_line(at, end), false};
    return {matcher_->find_line(at, end), true};
}

text_match grep_pattern::find_literal(std::string_view line, size_t from) const {
    const char *const end = line.data() + line.size();
    for (const char *at = line.data() + from; at <= end;) {
        text_match match = literals_->find(at, end);
        if (!match) return {};
        if (whole_lines) {
            if (match.begin == line.data() && match.end == end) return match;
            at = match.begin + 1;
        } else {
            const char *const place = match.begin;
            while (whole_words && match && !is_word_in(line, match))
                match = literals_->find_shorter(match);
            if (match) return match;
            at = place + 1;
        }
    }
    return {};
}

bool grep_pattern::matches(std::string_view line) const {
    const char *const end = line.data() + line.size();
    if (matcher_ && matcher_->find_line(line.data(), end)) return true;
    if (literals_) return static_cast<bool>(find_literal(line, 0));
    return std::any_of(referring_.begin(), referring_.end(),
                       [&](const auto &each) { return static_cast<bool>(each->find(line, 0)); });
}

text_match grep_pattern::find(std::string_view line, size_t from) const {
    if (literals_) return find_literal(line, from);
    text_match best = matcher_ ? matcher_->find(line, from) : text_match();
    for (const auto &each : referring_) {
        const text_match match = each->find(line, from);
        if (match && (!best || match.begin < best.begin ||
                      (match.begin == best.begin && match.end > best.end)))
            best = match;
    }
    return best;
}
