#include <algorithm>
#include <string>
#include <vector>

#include "edit/editor.hpp"
#include "edit/painter.hpp"

namespace edit {

namespace {

constexpr hint hints[] = {{"PgUp PgDn", "more"}, {"any other key", "back to the text"}};

std::vector<std::string> help_lines() {
    std::vector<std::string> lines = {
        " The keys of edit.  ^S is Control and S; M-S is Alt and S, or Escape and then S.",
        " Shift with a key that moves selects.",
        "",
    };
    constexpr size_t indent = 14;
    for (const command &each : commands()) {
        if (!each.shown.what) continue;
        std::string line = std::string("  ") + each.shown.key;
        line.resize(std::max(line.size() + 1, indent), ' ');
        lines.push_back(line + each.shown.what);
    }
    return lines;
}

}  // namespace

void editor::help() {
    const std::vector<std::string> lines = help_lines();
    size_t top = 0;
    for (;;) {
        const size_t height = std::max<size_t>(screen_.rows(), 2) - 1;
        const auto draw = [&] {
            painter to(*this);
            for (size_t i = 0; i < height; ++i) {
                screen_.clear(i, 0);
                if (top + i < lines.size())
                    to.print(i, 0, lines[top + i], style::plain, screen_.columns());
            }
            to.help_line(hints);
            screen_.place_cursor(screen_.rows() - 1, screen_.columns() - 1);
        };
        key_event key;
        if (next_key(key, draw) == input::gone) return;
        const size_t last = lines.size() > height ? lines.size() - height : 0;
        if (key.code == key::down)
            top = std::min(top + 1, last);
        else if (key.code == key::up)
            top -= top > 0;
        else if (key.code == key::page_down || key.code == ' ')
            top = std::min(top + height, last);
        else if (key.code == key::page_up)
            top -= std::min(top, height);
        else
            return;
    }
}

}  // namespace edit
