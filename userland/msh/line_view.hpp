// What the terminal shows of the line that is edited: only what changed is written.
#pragma once

#include "msh/buffer.hpp"

namespace msh {

// The text may have several lines. A cell is a column of a row; the rows are counted from the one
// in which the prompt stands.
class line_view {
public:
    // The prompt's last line; what stands between \001 and \002 in it takes no room. Another prompt
    // is written at the next draw().
    void set_prompt(std::string_view prompt);
    // Makes the terminal show the prompt and the text, with the cursor before byte `at`.
    void draw(std::string_view text, size_t at);
    // The cursor stands at the beginning of an empty row: nothing is shown any more.
    void forget();
    // How far from the left the byte `at` of the text stands, and the byte next to `column` in the
    // row above or below it; npos if there is no such row.
    size_t vertical(std::string_view text, size_t at, bool down) const;

private:
    struct cell {
        size_t row, column;
    };
    cell start() const { return {0, prompt_width_ % width_}; }
    cell advance(cell from, std::string_view text, buffer *into) const;
    cell place(std::string_view text) const { return advance(start(), text, nullptr); }
    void move(cell to);
    void leave();
    void write_prompt();

    std::string_view prompt_;
    size_t prompt_width_ = 0;
    size_t width_ = 80;
    bool shows_ = false;
    cell cursor_ = {0, 0};
    buffer shown_;   // the text on the terminal
    buffer output_;  // what is to be written
};

}  // namespace msh
