#include "edit/core/syntax_cache.hpp"

#include <algorithm>
#include <utility>

namespace edit {

void syntax_cache::use(std::unique_ptr<syntax> language) {
    language_ = std::move(language);
    states_.assign(1, 0);
    right_ = 1;
    unchanged_ = 0;
    island_.clear();
}

void syntax_cache::changed(size_t line, size_t removed, size_t inserted) {
    island_.clear();
    const size_t first = line + 1;
    if (first >= states_.size()) return;
    // What is not right yet follows from itself only, not from what is before it.
    if (right_ < states_.size()) unchanged_ = std::max(unchanged_, right_);
    const size_t last = std::min(first + removed, states_.size());
    // What follows an edit that reaches beyond all that is known is not known.
    const bool cut = first + removed >= states_.size();
    const auto at = states_.erase(states_.begin() + static_cast<ptrdiff_t>(first),
                                  states_.begin() + static_cast<ptrdiff_t>(last));
    if (cut || inserted > patience) {
        states_.resize(first);
        unchanged_ = first;
    } else {
        states_.insert(at, inserted, 0);
        const bool behind = unchanged_ > first + removed;
        unchanged_ = std::max(behind ? unchanged_ - removed + inserted : 0, first + inserted);
    }
    right_ = std::min(right_, first);
}

line_state syntax_cache::step(const text &in, size_t begin, line_state before, size_t &next) {
    const size_t end = in.end_of_line_at(begin);
    const std::string line = in.copy(begin, std::min(end, begin + longest));
    next = std::min(end + 1, in.size());
    return language_->colour_line(line, before, scratch_);
}

line_state syntax_cache::state_of(const text &in, size_t line) {
    if (line < right_) return states_[line];
    if (line - right_ < patience) {
        size_t at = in.line_begin(right_ - 1);
        while (right_ <= line) {
            const line_state state = step(in, at, states_[right_ - 1], at);
            if (right_ >= states_.size()) {
                states_.push_back(state);
            } else if (std::exchange(states_[right_], state) == state && right_ >= unchanged_) {
                // The edit's effect ends here.
                right_ = states_.size();
                unchanged_ = 0;
                return state_of(in, line);
            }
            ++right_;
        }
        return states_[line];
    }
    const size_t end = island_begin_ + island_.size();
    if (island_.empty() || line < island_begin_ || line > end + context) {
        island_begin_ = line - context;
        island_.assign(1, 0);
    }
    size_t at = in.line_begin(island_begin_ + island_.size() - 1);
    while (island_begin_ + island_.size() <= line)
        island_.push_back(step(in, at, island_.back(), at));
    return island_[line - island_begin_];
}

void syntax_cache::colours_of(const text &in, size_t line, std::vector<colour> &colours) {
    colours.clear();
    if (!language_) return;
    const line_state before = state_of(in, line);
    size_t next = 0;
    step(in, in.line_begin(line), before, next);
    colours.swap(scratch_);
}

}  // namespace edit
