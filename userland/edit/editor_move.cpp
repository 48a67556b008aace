#include "edit/editor.hpp"

#include <algorithm>
#include <cstdlib>

namespace edit {

void editor::move_to(size_t offset, bool keep_column) {
    doc().move_to(offset, extending_);
    if (!keep_column) {
        const layout in = rows();
        const row r = in.row_at(doc().cursor());
        file().wanted_column = in.column_of(r, doc().cursor());
    }
}

void editor::left() {
    const selection &selected = doc().selected();
    const bool collapse = !selected.empty() && !extending_;
    move_to(collapse ? selected.begin() : moves().previous(doc().cursor()));
}

void editor::right() {
    const selection &selected = doc().selected();
    const bool collapse = !selected.empty() && !extending_;
    move_to(collapse ? selected.end() : moves().next(doc().cursor()));
}

void editor::move_rows(size_t count, bool downward) {
    const layout in = rows();
    row r = in.row_at(doc().cursor());
    const size_t begin = r.begin;
    for (size_t i = 0; i < count; ++i) r = downward ? in.below(r) : in.above(r);
    if (r.begin == begin)
        move_to(downward ? doc().content().size() : 0);
    else
        move_to(in.offset_at(r, file().wanted_column), true);
}

void editor::up() { move_rows(1, false); }
void editor::down() { move_rows(1, true); }

void editor::page_up() {
    const layout in = rows();
    row top = in.row_at(std::min(file().top, doc().content().size()));
    for (size_t i = 1; i < text_rows_; ++i) top = in.above(top);
    file().top = top.begin;
    move_rows(std::max<size_t>(text_rows_ - 1, 1), false);
}

void editor::page_down() {
    const layout in = rows();
    row top = in.row_at(std::min(file().top, doc().content().size()));
    for (size_t i = 1; i < text_rows_; ++i) top = in.below(top);
    file().top = top.begin;
    move_rows(std::max<size_t>(text_rows_ - 1, 1), true);
}

void editor::word_left() { move_to(moves().previous_word(doc().cursor())); }
void editor::word_right() { move_to(moves().next_word(doc().cursor())); }

// First behind the blanks, then to the very beginning.
void editor::line_home() {
    const size_t text = moves().first_non_blank(doc().cursor());
    const size_t begin = doc().content().begin_of_line_at(doc().cursor());
    move_to(doc().cursor() == text ? begin : text);
}

void editor::line_end() { move_to(moves().line_end(doc().cursor())); }
void editor::text_begin() { move_to(0); }
void editor::text_end() { move_to(doc().content().size()); }

void editor::go_to_bracket() {
    const size_t other = moves().matching_bracket(doc().cursor(), doc().content().size());
    if (other == doc().cursor())
        say("There is no bracket here that has a partner");
    else
        move_to(other);
}

void editor::go_to_line() {
    static constexpr hint hints[] = {{"Enter", "go"}, {"Esc", "cancel"}};
    const auto answer = ask({.label = "Line (or LINE:COLUMN): ", .hints = hints});
    if (!answer) return;
    char *end = nullptr;
    const unsigned long line = std::strtoul(answer->c_str(), &end, 10);
    unsigned long column = 1;
    if (*end == ':') column = std::strtoul(end + 1, &end, 10);
    if (answer->empty() || *end != '\0' || (*answer)[0] == '-' || line == 0) {
        say("'" + *answer + "' is not a line number");
        return;
    }
    move_to(doc().content().line_begin(line - 1));
    const layout in = rows();
    if (column > 1) move_to(in.offset_at(in.row_at(doc().cursor()), column - 1));
}

void editor::select_all() { doc().select(0, doc().content().size()); }

void editor::set_mark() {
    marking_ = !marking_;
    if (marking_) {
        doc().move_to(doc().cursor());
        say("Selecting: move, then ^X cuts and ^C copies; Esc ends it");
    }
}

void editor::unselect() {
    marking_ = false;
    doc().move_to(doc().cursor());
}

}  // namespace edit
