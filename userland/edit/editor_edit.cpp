#include "edit/editor.hpp"

#include <algorithm>

namespace edit {

namespace {

/// Lines that are looked at to see how a file is indented.
constexpr size_t sample = 500;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

void editor::type(std::string_view bytes) {
    marking_ = false;
    // A word or what is between words is one step to undo.
    const bool blank = bytes == " ";
    const size_t at = doc().selected().begin();
    if (blank && at > 0 && !is_blank(doc().content().at(at - 1))) doc().close_step();
    if (bytes == "}" && doc().colours().used() && doc().selected().empty()) {
        const std::string unit = indent_unit();
        const size_t begin = doc().content().begin_of_line_at(at);
        const std::string before = doc().content().copy(begin, at);
        const bool only_blanks = std::all_of(before.begin(), before.end(), is_blank);
        if (only_blanks && before.ends_with(unit)) doc().select(at - unit.size(), at);
    }
    doc().insert(bytes, edit_kind::typing);
}

void editor::paste(std::string_view bytes) {
    marking_ = false;
    doc().paste(bytes);
}

// What one level of indentation is in this file: a tab, or as many blanks as the first line has
// that begins with some.
std::string editor::indent_unit() {
    const text &content = doc().content();
    size_t at = 0;
    for (size_t i = 0; i < sample && at < content.size(); ++i) {
        const std::string head = content.copy(at, at + 16);
        if (head[0] == '\t') return "\t";
        const size_t blanks = head.find_first_not_of(' ');
        if (blanks != head.npos && blanks >= 2 && blanks <= 8 && head[blanks] != '*')
            return std::string(blanks, ' ');
        at = content.end_of_line_at(at) + 1;
    }
    return doc().colours().used() ? "    " : "\t";
}

void editor::new_line() {
    marking_ = false;
    doc().close_step();
    const size_t at = doc().selected().begin();
    const text &content = doc().content();
    const size_t begin = content.begin_of_line_at(at);
    std::string indent = content.copy(begin, std::min(moves().first_non_blank(begin), at));
    if (indent.size() > 1000) indent.clear();
    const bool opens = doc().colours().used() && at > begin && content.at(at - 1) == '{';
    if (opens) indent += indent_unit();
    doc().insert(std::string(doc().newline()) + indent, edit_kind::typing);
}

editor::lines editor::selected_lines() {
    const selection &selected = doc().selected();
    const text &content = doc().content();
    const size_t begin = content.begin_of_line_at(selected.begin());
    // A selection that ends at the beginning of a line does not take that line in.
    const bool whole =
        !selected.empty() && content.begin_of_line_at(selected.end()) == selected.end();
    const size_t end = content.end_of_line_at(whole ? selected.end() - 1 : selected.end());
    return {begin, std::min(end + 1, content.size())};
}

void editor::insert_tab() {
    if (!doc().selected().empty()) return shift_lines(true);
    const std::string unit = indent_unit();
    if (unit == "\t") return type(unit);
    const layout in = rows();
    const size_t column = in.column_of(in.row_at(doc().cursor()), doc().cursor());
    type(std::string(unit.size() - column % unit.size(), ' '));
}

void editor::unindent() { shift_lines(false); }

void editor::shift_lines(bool inward) {
    const auto [begin, end] = selected_lines();
    const std::string unit = indent_unit();
    const std::string old = doc().content().copy(begin, end);
    std::string shifted;
    for (size_t at = 0; at < old.size();) {
        const size_t line_end = std::min(old.find('\n', at), old.size() - 1) + 1;
        std::string_view line = std::string_view(old).substr(at, line_end - at);
        if (inward) {
            if (line != "\n" && line != "\r\n") shifted += unit;
        } else if (line[0] == '\t') {
            line.remove_prefix(1);
        } else {
            const size_t most = unit == "\t" ? 8 : unit.size();
            line.remove_prefix(std::min({line.find_first_not_of(' '), most, line.size()}));
        }
        shifted += line;
        at = line_end;
    }
    if (shifted == old) return;
    const bool one_line = doc().selected().empty();
    const size_t from_end = doc().content().size() - doc().cursor();
    doc().replace(begin, end, shifted);
    if (one_line)
        doc().move_to(std::max(begin, doc().content().size() - from_end));
    else
        doc().select(begin, begin + shifted.size());
}

void editor::move_lines(bool downward) {
    const auto [begin, end] = selected_lines();
    const text &content = doc().content();
    if (downward ? end >= content.size() : begin == 0) return;
    // The line on the other side changes places with these.
    const size_t from = downward ? begin : content.begin_of_line_at(begin - 1);
    const size_t to = downward ? std::min(content.end_of_line_at(end) + 1, content.size()) : end;
    const size_t middle = downward ? end : begin;
    std::string first = content.copy(from, middle), second = content.copy(middle, to);
    if (!second.ends_with('\n')) {
        // The last line of a text without a newline at its end.
        second += doc().newline();
        first.resize(first.size() - doc().newline().size());
    }
    const selection selected = doc().selected();
    const auto moved = [&](size_t offset) {
        return downward ? offset + second.size() : offset - (middle - from);
    };
    doc().replace(from, to, second + first);
    doc().select(moved(selected.anchor), moved(selected.cursor));
}

void editor::move_lines_up() { move_lines(false); }
void editor::move_lines_down() { move_lines(true); }

void editor::undo() {
    marking_ = false;
    if (!doc().undo()) say("There is nothing more to undo");
}

void editor::redo() {
    marking_ = false;
    if (!doc().redo()) say("There is nothing more to redo");
}

void editor::copy() {
    marking_ = false;
    if (doc().selected().empty()) {
        const auto [begin, end] = selected_lines();
        clipboard_ = doc().content().copy(begin, end);
        say("Copied the line");
    } else {
        clipboard_ = doc().selected_text();
        doc().move_to(doc().cursor());
    }
}

void editor::cut() {
    marking_ = false;
    if (doc().selected().empty()) return cut_line();
    clipboard_ = doc().selected_text();
    doc().insert({});
}

void editor::cut_line() {
    marking_ = false;
    const auto [begin, end] = selected_lines();
    if (!was_cutting_lines_) clipboard_.clear();
    clipboard_ += doc().content().copy(begin, end);
    doc().replace(begin, end, {}, edit_kind::erasing);
    cutting_lines_ = true;
}

void editor::paste_clipboard() {
    if (clipboard_.empty())
        say("There is nothing to paste");
    else
        paste(clipboard_);
}

void editor::erase_back() {
    marking_ = false;
    if (!doc().selected().empty()) return doc().insert({});
    doc().replace(moves().previous(doc().cursor()), doc().cursor(), {}, edit_kind::erasing);
}

void editor::erase_forward() {
    marking_ = false;
    if (!doc().selected().empty()) return doc().insert({});
    doc().replace(doc().cursor(), moves().next(doc().cursor()), {}, edit_kind::erasing);
}

void editor::erase_word_back() {
    doc().replace(moves().previous_word(doc().cursor()), doc().cursor(), {}, edit_kind::erasing);
}

void editor::erase_word_forward() {
    doc().replace(doc().cursor(), moves().next_word(doc().cursor()), {}, edit_kind::erasing);
}

}  // namespace edit
