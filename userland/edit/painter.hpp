#pragma once

#include <span>
#include <string_view>

#include "edit/editor.hpp"

namespace edit {

/// Draws the editor's state on its screen.
class painter {
public:
    explicit painter(editor &of) : editor_(of), screen_(of.screen_) {}

    /// The text of the current file, scrolled so that the cursor is seen, and the cursor there.
    void text();
    /// The line below it: where we are, or the message.
    void status();
    /// A question there instead, with the cursor in `answer` at byte `cursor`.
    void question(std::string_view label, std::string_view answer, size_t cursor);
    /// The last line.
    void help_line(std::span<const hint> hints);

    /// Puts UTF-8 text, with stand-ins for what cannot be shown; returns the column behind it, at
    /// most `limit`.
    size_t print(size_t at_row, size_t column, std::string_view utf8, style look, size_t limit);

private:
    void measure();
    [[nodiscard]] size_t status_row() const;
    void scroll();
    void draw_row(const row &r, size_t at, size_t number);
    [[nodiscard]] style style_at(size_t offset, size_t line_begin) const;

    editor &editor_;
    screen &screen_;
    size_t gutter_ = 0;
    std::vector<colour> colours_;
    size_t bracket_ = ~size_t{0};
};

}  // namespace edit
