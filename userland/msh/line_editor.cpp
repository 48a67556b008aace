#include "msh/line_editor.hpp"

#include "msh/complete_command.hpp"
#include "msh/completion.hpp"
#include "msh/history.hpp"
#include "msh/key_reader.hpp"
#include "msh/line_view.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"
#include "msh/utf8.hpp"
#include "msh/variable.hpp"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

namespace msh {

namespace {

buffer killed;  // what ^Y brings back

class editor {
public:
    explicit editor(std::string_view prompt);
    // The result says whether there is a line; its text is in `line`.
    edited run(buffer &line);

private:
    enum class after_key : unsigned char { goes_on, done, end };
    after_key obey(int key, edited &result);
    void obey_movement(int key);
    void put(std::string_view text);
    void insert(std::string_view text);
    void cut(size_t from, size_t to, bool keeps);
    void transpose();
    size_t before(size_t at) const;
    size_t after(size_t at) const;
    size_t word_before(size_t at, bool by_blanks) const;
    size_t word_after(size_t at) const;
    size_t line_begin() const;
    size_t line_end() const;
    void show_history(size_t index);
    void go_vertically(bool down);
    int search();
    void add_last_argument();
    void complete();
    void read_paste();
    void leave_line();

    line_view view_;
    std::string_view prompt_;  // its last line
    buffer text_, mine_;       // mine_: what was typed before looking at the history
    size_t at_ = 0;
    size_t entry_;
    size_t argument_entry_ = 0, argument_size_ = 0;  // of the last argument put in by M-.
    bool after_argument_ = false;
};

editor::editor(std::string_view prompt) : prompt_(prompt), entry_(history_size()) {
    const size_t newline = prompt.rfind('\n');
    if (newline != prompt.npos) {
        prompt_ = prompt.substr(newline + 1);
        for (const char c : prompt.substr(0, newline + 1))
            if (c != 1 && c != 2) err.put(c);
        err.flush();
    }
    view_.set_prompt(prompt_);
}

// Writes past the view, which is then shown anew.
void editor::put(std::string_view text) {
    write_all(2, text);
    view_.forget();
}

size_t editor::before(size_t at) const {
    if (!at) return 0;
    at--;
    while (at && (text_.view()[at] & 0xc0) == 0x80) at--;
    return at;
}

size_t editor::after(size_t at) const {
    if (at >= text_.size()) return text_.size();
    const std::string_view t = text_.view();
    return at + character_size(t.data() + at, t.data() + t.size());
}

size_t editor::word_before(size_t at, bool by_blanks) const {
    const std::string_view t = text_.view();
    const auto inside = [&](char c) {
        return by_blanks ? c != ' ' && c != '\n' : is_name_character(c) || (c & 0x80);
    };
    while (at && !inside(t[at - 1])) at--;
    while (at && inside(t[at - 1])) at--;
    return at;
}

size_t editor::word_after(size_t at) const {
    const std::string_view t = text_.view();
    const auto inside = [&](char c) { return is_name_character(c) || (c & 0x80); };
    while (at < t.size() && !inside(t[at])) at++;
    while (at < t.size() && inside(t[at])) at++;
    return at;
}

size_t editor::line_begin() const {
    const size_t newline = at_ ? text_.view().rfind('\n', at_ - 1) : std::string_view::npos;
    return newline == std::string_view::npos ? 0 : newline + 1;
}

size_t editor::line_end() const {
    const size_t newline = text_.view().find('\n', at_);
    return newline == std::string_view::npos ? text_.size() : newline;
}

void editor::insert(std::string_view text) {
    text_.insert(at_, text);
    at_ += text.size();
}

void editor::cut(size_t from, size_t to, bool keeps) {
    if (keeps) {
        killed.clear();
        killed.add(text_.view().substr(from, to - from));
    }
    text_.erase(from, to - from);
    at_ = from;
}

void editor::show_history(size_t index) {
    if (entry_ == history_size()) {
        mine_.clear();
        mine_.add(text_.view());
    }
    entry_ = index;
    text_.clear();
    text_.add(index == history_size() ? mine_.view() : history_line(index));
    at_ = text_.size();
}

void editor::transpose() {
    if (at_ == text_.size()) at_ = before(at_);
    if (!at_ || text_.empty()) return;
    const size_t first = before(at_), end = after(at_);
    buffer swapped;
    swapped.add(text_.view().substr(at_, end - at_));
    swapped.add(text_.view().substr(first, at_ - first));
    memcpy(text_.data() + first, swapped.data(), swapped.size());
    at_ = end;
}

// Inside a text of several rows to the one above or below; at its edges to another entry.
void editor::go_vertically(bool down) {
    const size_t to = view_.vertical(text_.view(), at_, down);
    if (to != std::string_view::npos)
        at_ = to;
    else if (!down && entry_ > 0)
        show_history(entry_ - 1);
    else if (down && entry_ < history_size())
        show_history(entry_ + 1);
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
        view_.draw(text_.view(), at_);
        c = read_key();
        if (c == control('R')) {
        } else if (c == 127 || c == 8) {
            // The last character with all its bytes.
            while (!wanted.empty() && (wanted.last() & 0xc0) == 0x80)
                wanted.resize(wanted.size() - 1);
            if (!wanted.empty()) wanted.resize(wanted.size() - 1);
            from = history_size();
        } else if (c >= 32 && c < 256) {
            wanted.add(static_cast<char>(c));
            from = from < history_size() ? from + 1 : from;
        } else if (c != key_nothing) {
            break;
        }
        found = wanted.empty();
        for (size_t i = from; i-- > 0 && !found;) {
            const size_t place = history_line(i).find(wanted.view());
            if (place == std::string_view::npos) continue;
            show_history(i);
            at_ = place;
            from = i;
            found = true;
        }
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
    if (entry != history_size()) cut(at_ - argument_size_, at_, false);
    argument_entry_ = --entry;
    std::string_view line = history_line(entry);
    line.remove_prefix(line.find_last_of(" \t\n") + 1);
    argument_size_ = line.size();
    insert(line);
}

void editor::complete() {
    buffer addition, choices;
    complete_line(text_.view().substr(0, at_), addition, choices);
    insert(addition.view());
    if (choices.empty()) return;
    const size_t at = at_;
    leave_line();
    at_ = at;
    put(choices.view());
    put("\r\n");
}

// Pasted text goes in as it is; only Enter runs it.
void editor::read_paste() {
    static constexpr char stop[] = "\033[201~";
    buffer pasted;
    for (int c; (c = read_key_byte()) >= 0 || c == key_nothing;) {
        if (c == key_nothing) continue;
        if (c) pasted.add(static_cast<char>(c == '\r' ? '\n' : c));
        if (pasted.view().ends_with(stop)) {
            pasted.resize(pasted.size() - (sizeof stop - 1));
            break;
        }
    }
    insert(pasted.view());
}

// The cursor goes to the row below the text.
void editor::leave_line() {
    at_ = text_.size();
    view_.draw(text_.view(), at_);
    put("\r\n");
}

void editor::obey_movement(int key) {
    switch (key) {
    case control('A'):
    case key_home: at_ = line_begin(); break;
    case control('E'):
    case key_end_of_line: at_ = line_end(); break;
    case control('B'):
    case key_left: at_ = before(at_); break;
    case control('F'):
    case key_right: at_ = after(at_); break;
    case key_word_left: at_ = word_before(at_, false); break;
    case key_word_right: at_ = word_after(at_); break;
    case key_up: go_vertically(false); break;
    case key_down: go_vertically(true); break;
    case control('P'):
        if (entry_ > 0) show_history(entry_ - 1);
        break;
    case control('N'):
        if (entry_ < history_size()) show_history(entry_ + 1);
        break;
    }
}

editor::after_key editor::obey(int key, edited &result) {
    switch (key) {
    case key_end: return after_key::end;
    case key_interrupt:
    case control('C'):
        leave_line();
        take_interrupt();
        result = edited::interrupted;
        return after_key::done;
    case '\r':
    case '\n':
        if (!is_complete_command(text_.view())) {
            at_ = text_.size();
            insert("\n");
            break;
        }
        leave_line();
        result = edited::line;
        return after_key::done;
    case control('D'):
        if (text_.empty()) {
            put("\r\n");
            return after_key::end;
        }
        [[fallthrough]];
    case key_delete: cut(at_, after(at_), false); break;
    case 127:
    case 8: cut(before(at_), at_, false); break;
    case control('K'): cut(at_, line_end() > at_ ? line_end() : after(at_), true); break;
    case control('U'): cut(line_begin() < at_ ? line_begin() : before(at_), at_, true); break;
    case control('W'): cut(word_before(at_, true), at_, true); break;
    case key_delete_word: cut(at_, word_after(at_), true); break;
    case key_delete_word_left: cut(word_before(at_, false), at_, true); break;
    case control('Y'): insert(killed.view()); break;
    case control('T'): transpose(); break;
    case control('L'): put("\033[H\033[2J"); break;
    case '\t': complete(); break;
    case key_last_argument: add_last_argument(); break;
    case key_paste: read_paste(); break;
    default:
        if (key >= 32 && key < 256) {
            const char byte = static_cast<char>(key);
            insert({&byte, 1});
        } else {
            obey_movement(key);
        }
    }
    after_argument_ = key == key_last_argument;
    return after_key::goes_on;
}

edited editor::run(buffer &line) {
    edited result = edited::end;
    for (;;) {
        view_.draw(text_.view(), at_);
        int key = read_key();
        if (key == control('R')) key = search();
        if (key == key_nothing) continue;
        if (obey(key, result) != after_key::goes_on) break;
    }
    if (result == edited::line) {
        line.add(text_.view());
        line.add('\n');
    }
    return result;
}

void on_window_change(int) {}

}  // namespace

bool can_edit() {
    const char *terminal = variable_value("TERM");
    return isatty(0) && isatty(2) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}

edited edit_line(const char *prompt, buffer &line) {
    termios before;
    if (tcgetattr(0, &before) != 0) return edited::end;
    termios raw = before;
    raw.c_iflag &= ~static_cast<tcflag_t>(ICRNL | INLCR | IXON);
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(0, TCSADRAIN, &raw);
    // A new size of the window ends the wait for a key, unless a trap does so already.
    struct sigaction change = {}, usual;
    change.sa_handler = on_window_change;
    sigaction(SIGWINCH, nullptr, &usual);
    if (usual.sa_handler == SIG_DFL) sigaction(SIGWINCH, &change, nullptr);
    write_all(2, "\033[?2004h");
    editor e(prompt);
    const edited result = e.run(line);
    write_all(2, "\033[?2004l");
    if (usual.sa_handler == SIG_DFL) sigaction(SIGWINCH, &usual, nullptr);
    tcsetattr(0, TCSADRAIN, &before);
    return result;
}

}  // namespace msh
