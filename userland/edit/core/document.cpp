#include "edit/core/document.hpp"

#include <algorithm>
#include <utility>

namespace edit {

namespace {

// Whether every newline near the beginning has a carriage return before it, and there is one.
bool is_crlf(std::string_view bytes) {
    const std::string_view head = bytes.substr(0, 65536);
    size_t found = 0;
    for (size_t at = 0; (at = head.find('\n', at)) != head.npos; ++at, ++found)
        if (at == 0 || head[at - 1] != '\r') return false;
    return found > 0;
}

}  // namespace

document::document(std::string_view original)
    : text_(original), saved_(text_.state()), crlf_(is_crlf(original)) {}

std::string document::selected_text() const {
    return text_.copy(selected_.begin(), selected_.end());
}

void document::move_to(size_t offset, bool extend) {
    selected_.cursor = std::min(offset, text_.size());
    if (!extend) selected_.anchor = selected_.cursor;
    history_.close();
}

void document::select(size_t anchor, size_t cursor) {
    move_to(anchor);
    move_to(cursor, true);
}

void document::note(const piece_tree &before, const change &what) {
    if (!colours_.used()) return;
    const size_t line = text_.line_of(what.from);
    // An edit behind what has been coloured changes nothing there, and need not be measured.
    if (!colours_.reaches(line)) return;
    const size_t removed = text_.newlines_of(before, what.from, what.from + what.removed);
    const size_t inserted = text_.newlines_of(text_.state(), what.from, what.from + what.inserted);
    colours_.changed(line, removed, inserted);
}

void document::replace(size_t from, size_t to, std::string_view with, edit_kind kind) {
    if (from == to && with.empty()) return;
    history_step step{.before = text_.state(), .selected_before = selected_, .kind = kind};
    step.what = {from, to - from, with.size()};
    text_.replace(from, to, with);
    selected_.anchor = selected_.cursor = from + with.size();
    note(step.before, step.what);
    step.after = text_.state();
    step.selected_after = selected_;
    history_.add(std::move(step));
}

void document::insert(std::string_view with, edit_kind kind) {
    replace(selected_.begin(), selected_.end(), with, kind);
}

void document::paste(std::string_view with) {
    std::string lines;
    lines.reserve(with.size());
    for (size_t i = 0; i < with.size(); ++i) {
        // Terminals send a carriage return for the newlines of what is pasted.
        const bool pair = with.substr(i, 2) == "\r\n";
        if (with[i] == '\n' || with[i] == '\r')
            lines += newline();
        else
            lines += with[i];
        i += pair;
    }
    close_step();
    insert(lines);
    close_step();
}

void document::restore(const piece_tree &state, const selection &selected, const change &what) {
    const piece_tree before = text_.state();
    text_.restore(state);
    selected_ = selected;
    note(before, what);
}

bool document::undo() {
    const history_step *step = history_.undo();
    if (step) restore(step->before, step->selected_before, step->what.inverse());
    return step != nullptr;
}

bool document::redo() {
    const history_step *step = history_.redo();
    if (step) restore(step->after, step->selected_after, step->what);
    return step != nullptr;
}

}  // namespace edit
