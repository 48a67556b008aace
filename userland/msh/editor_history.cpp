// The editor's way through the history.
#include "msh/editor.hpp"
#include "msh/history.hpp"
#include "msh/key_reader.hpp"

namespace msh {

namespace {

void erase_character(buffer &text) {
    while (!text.empty() && (text.last() & 0xc0) == 0x80) text.resize(text.size() - 1);
    if (!text.empty()) text.resize(text.size() - 1);
}

}  // namespace

void editor::show_history(size_t index) {
    if (entry_ == history_size()) {
        mine_.clear();
        mine_.add(text.view());
    }
    entry_ = index;
    text.set(index == history_size() ? mine_.view() : history_line(index));
}

bool editor::find_history(std::string_view wanted, size_t from, bool older) {
    const bool begins = wanted.starts_with('^');
    if (begins) wanted.remove_prefix(1);
    for (size_t i = from; older ? i-- > 0 : ++i < history_size();) {
        const size_t place = history_line(i).find(wanted);
        if (place == std::string_view::npos || (begins && place)) continue;
        show_history(i);
        text.go(place);
        return true;
    }
    return false;
}

// Inside a text of several rows to the one above or below; at its edges to another entry.
void editor::go_vertically(bool down) {
    const size_t to = view_.vertical(text.view(), text.at(), down);
    if (to != std::string_view::npos)
        text.go(to);
    else if (!down && entry_ > 0)
        show_history(entry_ - 1);
    else if (down && entry_ < history_size())
        show_history(entry_ + 1);
}

bool editor::ask(std::string_view prompt, buffer &answer) {
    buffer shown;
    int c;
    do {
        shown.clear();
        shown.add(prompt);
        shown.add(answer.view());
        view_.set_prompt(shown.view());
        view_.draw("", 0);
        c = read_key();
        if (c >= 32 && c < 256 && c != 127)
            answer.add(static_cast<char>(c));
        else if ((c == 127 || c == 8) && !answer.empty())
            erase_character(answer);
        else if (c != key_nothing)
            break;
    } while (true);
    view_.set_prompt(prompt_);
    return c == '\r' || c == '\n';
}

// ^R: shows the newest line with what is typed; returns the key that ended it.
int editor::search() {
    buffer wanted, prompt;
    size_t from = history_size();
    bool found = true;
    int c;
    for (;;) {
        prompt.clear();
        prompt.add(found ? "(search) " : "(not found) ");
        prompt.add(wanted.view());
        prompt.add(": ");
        view_.set_prompt(prompt.view());
        show();
        c = read_key();
        if (c == control('R')) {
        } else if (c == 127 || c == 8) {
            erase_character(wanted);
            from = history_size();
        } else if (c >= 32 && c < 256) {
            wanted.add(static_cast<char>(c));
            from = from < history_size() ? from + 1 : from;
        } else if (c != key_nothing) {
            break;
        }
        found = wanted.empty() || find_history(wanted.view(), from, true);
        if (found && !wanted.empty()) from = entry_;
    }
    view_.set_prompt(prompt_);
    if (c != control('G')) return c;
    show_history(history_size());
    return key_unknown;
}

// M-. brings the last word of the line before; again, that of the one before that.
void editor::add_last_argument() {
    size_t entry = argument_size_ && after_argument_ ? argument_entry_ : history_size();
    if (!entry) return;
    if (entry != history_size()) text.cut(text.at() - argument_size_, text.at(), false);
    argument_entry_ = --entry;
    std::string_view line = history_line(entry);
    line.remove_prefix(line.find_last_of(" \t\n") + 1);
    argument_size_ = line.size();
    text.insert(line);
}

}  // namespace msh
