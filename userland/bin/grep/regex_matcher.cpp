#include "bin/grep/regex_matcher.hpp"

#include <new>

std::unique_ptr<regex_matcher> regex_matcher::create(const regex_tree &tree, uint32_t root,
                                                     char line_end) {
    auto forward = compile_regex(tree, root, regex_program::direction::forward);
    auto backward = compile_regex(tree, root, regex_program::direction::backward);
    if (!forward || !backward) return nullptr;
    return std::unique_ptr<regex_matcher>(
        new regex_matcher(std::move(*forward), std::move(*backward), line_end));
}

regex_matcher::regex_matcher(regex_program &&forward, regex_program &&backward, char line_end)
    : forward_(std::move(forward)),
      backward_(std::move(backward)),
      line_end_(line_end),
      search_(forward_, regex_dfa::task::search, line_end) {}

/// Reads backward, so that what ends is where matches begin.
void regex_matcher::mark_starts(std::string_view line) {
    if (!mark_) mark_.emplace(backward_, regex_dfa::task::mark, line_end_);
    starts_.assign(line.size() + 1, false);
    regex_dfa::state *state = mark_->start(regex_neighbour::edge);
    for (size_t at = line.size();; --at) {
        const auto before = at ? mark_->neighbour(line[at - 1]) : regex_neighbour::edge;
        if (regex_dfa::accepts(state, before)) starts_[at] = true;
        if (!at) return;
        state = mark_->after(state, line[at - 1]);
    }
}

const char *regex_matcher::longest(std::string_view line, size_t from) {
    if (!extend_) extend_.emplace(forward_, regex_dfa::task::extend, line_end_);
    const char *result = nullptr;
    regex_dfa::state *state =
        extend_->start(from ? extend_->neighbour(line[from - 1]) : regex_neighbour::edge);
    for (size_t at = from; !regex_dfa::is_dead(state); ++at) {
        const bool end = at == line.size();
        const auto behind = end ? regex_neighbour::edge : extend_->neighbour(line[at]);
        if (regex_dfa::accepts(state, behind)) result = line.data() + at;
        if (end) break;
        state = extend_->after(state, line[at]);
    }
    return result;
}

text_match regex_matcher::find(std::string_view line, size_t from) {
    if (from == 0) mark_starts(line);
    while (from < starts_.size() && !starts_[from]) ++from;
    if (from >= starts_.size()) return {};
    return {line.data() + from, longest(line, from)};
}
