#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "edit/core/syntax.hpp"
#include "edit/core/text.hpp"

namespace edit {

/// The state that each line of a text begins in, as far as has been looked; an edit makes only
/// those lines be looked at again that it changes the state of.
class syntax_cache {
public:
    /// Null: no colours.
    void use(std::unique_ptr<syntax> language);
    [[nodiscard]] bool used() const { return language_ != nullptr; }
    [[nodiscard]] const char *language() const { return language_ ? language_->name() : ""; }

    /// Whether something is known that an edit of `line` concerns.
    [[nodiscard]] bool reaches(size_t line) const {
        return line < states_.size() || !island_.empty();
    }
    /// Behind the beginning of `line`, `removed` newlines gave way to `inserted` ones.
    void changed(size_t line, size_t removed, size_t inserted);

    /// The colours of a line of `in`, one a byte, for at most the first `longest` bytes.
    void colours_of(const text &in, size_t line, std::vector<colour> &colours);

    static constexpr size_t longest = 16384;

private:
    line_state state_of(const text &in, size_t line);
    line_state step(const text &in, size_t begin, line_state before, size_t &next);

    /// Lines that are looked at to reach one that is asked for; farther away its state is guessed
    /// from the lines just above it.
    static constexpr size_t patience = 20000;
    static constexpr size_t context = 100;

    std::unique_ptr<syntax> language_;
    std::vector<line_state> states_{0};
    size_t right_ = 1;                // states_[0, right_) are right
    size_t unchanged_ = 0;            // from here on, the others are right if the one there is
    std::vector<line_state> island_;  // guessed states from island_begin_ on
    size_t island_begin_ = 0;
    std::vector<colour> scratch_;
};

}  // namespace edit
