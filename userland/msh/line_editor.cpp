#include "msh/line_editor.hpp"

#include "msh/completion.hpp"
#include "msh/history.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"
#include "msh/utf8.hpp"
#include "msh/variable.hpp"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

namespace msh {

namespace {

enum key : int {
    key_end = -1,
    key_interrupt = -2,
    left = 256,
    right,
    up,
    down,
    home,
    end,
    erase,
    word_left,
    word_right,
    paste,
    unknown
};

buffer killed;  // what ^Y brings back

int columns() {
    winsize size;
    return ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

// Columns that the text takes; what stands between \001 and \002 takes none.
size_t width_of(std::string_view text) {
    size_t width = 0;
    bool hidden = false;
    for (const char *p = text.data(), *stop = p + text.size(); p < stop;) {
        const size_t size = character_size(p, stop);
        if (*p == 1 || *p == 2)
            hidden = *p == 1;
        else if (!hidden) {
            const int w = wcwidth(static_cast<wchar_t>(code_point(p, size)));
            width += w < 0 ? 2 : static_cast<size_t>(w);
        }
        p += size;
    }
    return width;
}

class editor {
public:
    explicit editor(const char *prompt) : prompt_(prompt), entry_(history_size()) {
        const size_t newline = prompt_.rfind('\n');
        last_line_ = newline == prompt_.npos ? prompt_ : prompt_.substr(newline + 1);
        put_prompt(prompt_);
    }
    bool run(buffer &line);
    bool interrupted = false;

private:
    int read_byte();
    int read_key();
    int read_escape();
    void put_prompt(std::string_view text);
    void draw();
    void insert(std::string_view text);
    void cut(size_t from, size_t to, bool keeps);
    size_t before(size_t at) const;
    size_t after(size_t at) const;
    size_t word_before(size_t at) const;
    size_t word_after(size_t at) const;
    void show_history(size_t index);
    int search();
    void complete();
    void read_paste();

    std::string_view prompt_, last_line_;
    buffer text_, mine_, drawn_;
    size_t at_ = 0;
    size_t entry_;
    size_t row_ = 0;  // of the cursor below the line's first row
};

int editor::read_byte() {
    for (;;) {
        unsigned char c;
        const ssize_t count = read(0, &c, 1);
        if (count == 1) return c;
        if (count == 0 || errno != EINTR) return key_end;
        if (interrupt_waits()) return key_interrupt;
        if (signal_waits) run_traps();
        draw();
    }
}

int editor::read_escape() {
    pollfd p{0, POLLIN, 0};
    if (poll(&p, 1, 50) <= 0) return unknown;
    int c = read_byte();
    if (c == 'b') return word_left;
    if (c == 'f') return word_right;
    if (c == 127 || c == 8) return 'W' & 31;
    if (c != '[' && c != 'O') return unknown;
    int number = 0, modifier = 0;
    for (c = read_byte(); (c >= '0' && c <= '9') || c == ';'; c = read_byte()) {
        if (c == ';')
            modifier = number, number = 0;
        else
            number = (number * 10 + (c - '0')) % 10000;
    }
    const bool by_word = modifier && number == 5;
    switch (c) {
    case 'A': return up;
    case 'B': return down;
    case 'C': return by_word ? word_right : right;
    case 'D': return by_word ? word_left : left;
    case 'H': return home;
    case 'F': return end;
    case '~':
        if (number == 1 || number == 7) return home;
        if (number == 4 || number == 8) return end;
        if (number == 3) return erase;
        if (number == 200) return paste;
    }
    return unknown;
}

int editor::read_key() {
    const int c = read_byte();
    return c == 27 ? read_escape() : c;
}

void editor::put_prompt(std::string_view text) {
    for (const char c : text)
        if (c != 1 && c != 2) err.put(c);
    err.flush();
}

// Writes the line anew: from the first row, over what is there.
void editor::draw() {
    const size_t width = static_cast<size_t>(columns());
    drawn_.clear();
    if (row_) {
        drawn_.add("\033[");
        drawn_.add_number(static_cast<long long>(row_));
        drawn_.add('A');
    }
    drawn_.add("\r\033[J");
    for (const char c : last_line_)
        if (c != 1 && c != 2) drawn_.add(c);
    for (const char c : text_.view()) {
        if (static_cast<unsigned char>(c) < 32) {
            drawn_.add('^');
            drawn_.add(static_cast<char>(c + 64));
        } else {
            drawn_.add(c);
        }
    }
    const size_t start = width_of(last_line_);
    const size_t all = start + width_of(text_.view());
    const size_t here = start + width_of(text_.view().substr(0, at_));
    if (all && all % width == 0) drawn_.add("\r\n");
    const size_t rows = all / width, row = here / width;
    if (rows > row) {
        drawn_.add("\033[");
        drawn_.add_number(static_cast<long long>(rows - row));
        drawn_.add('A');
    }
    drawn_.add('\r');
    if (here % width) {
        drawn_.add("\033[");
        drawn_.add_number(static_cast<long long>(here % width));
        drawn_.add('C');
    }
    row_ = row;
    write_all(2, drawn_.view());
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

size_t editor::word_before(size_t at) const {
    const std::string_view t = text_.view();
    while (at && t[at - 1] == ' ') at--;
    while (at && t[at - 1] != ' ') at--;
    return at;
}

size_t editor::word_after(size_t at) const {
    const std::string_view t = text_.view();
    while (at < t.size() && t[at] == ' ') at++;
    while (at < t.size() && t[at] != ' ') at++;
    return at;
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

// ^R: shows the newest line with what is typed; returns the key that ended it.
int editor::search() {
    const std::string_view prompt = last_line_;
    buffer wanted, shown;
    size_t from = history_size();
    int c;
    for (;;) {
        shown.clear();
        shown.add("(search) ");
        shown.add(wanted.view());
        shown.add(": ");
        last_line_ = shown.view();
        draw();
        c = read_key();
        if (c == ('R' & 31)) {
        } else if (c == 127 || c == 8) {
            if (!wanted.empty()) wanted.resize(wanted.size() - 1);
            from = history_size();
        } else if (c >= 32 && c < 256) {
            wanted.add(static_cast<char>(c));
            from = from < history_size() ? from + 1 : from;
        } else {
            break;
        }
        for (size_t i = from; i-- > 0;) {
            if (history_line(i).find(wanted.view()) == std::string_view::npos) continue;
            show_history(i);
            from = i;
            break;
        }
    }
    last_line_ = prompt;
    return c == ('G' & 31) ? unknown : c;
}

void editor::complete() {
    buffer addition, choices;
    complete_line(text_.view().substr(0, at_), addition, choices);
    insert(addition.view());
    if (choices.empty()) return;
    err.put("\r\n");
    err.put(choices.view());
    err.put("\r\n");
    err.flush();
    row_ = 0;
}

// Pasted text goes in as it is, newlines as blanks between commands.
void editor::read_paste() {
    static constexpr char stop[] = "\033[201~";
    buffer pasted;
    for (int c; (c = read_byte()) >= 0;) {
        pasted.add(static_cast<char>(c == '\r' ? '\n' : c));
        if (pasted.view().ends_with(stop)) {
            pasted.resize(pasted.size() - 6);
            break;
        }
    }
    insert(pasted.view());
}

bool editor::run(buffer &line) {
    for (;;) {
        draw();
        int c = read_key();
        if (c == ('R' & 31)) c = search();
        switch (c) {
        case key_end: return false;
        case key_interrupt:
        case 'C' & 31:
            at_ = text_.size();
            draw();
            take_interrupt();
            interrupted = true;
            err.put("^C\r\n");
            err.flush();
            shell.status = 130;
            line.add('\n');
            return true;
        case '\r':
        case '\n':
            at_ = text_.size();
            draw();
            err.put("\r\n");
            err.flush();
            line.add(text_.view());
            line.add('\n');
            return true;
        case 'D' & 31:
            if (text_.empty()) {
                err.put("\r\n");
                err.flush();
                return false;
            }
            [[fallthrough]];
        case erase: cut(at_, after(at_), false); break;
        case 127:
        case 8: cut(before(at_), at_, false); break;
        case 'A' & 31:
        case home: at_ = 0; break;
        case 'E' & 31:
        case end: at_ = text_.size(); break;
        case 'B' & 31:
        case left: at_ = before(at_); break;
        case 'F' & 31:
        case right: at_ = after(at_); break;
        case word_left: at_ = word_before(at_); break;
        case word_right: at_ = word_after(at_); break;
        case 'K' & 31: cut(at_, text_.size(), true); break;
        case 'U' & 31: cut(0, at_, true); break;
        case 'W' & 31: cut(word_before(at_), at_, true); break;
        case 'Y' & 31: insert(killed.view()); break;
        case 'L' & 31:
            err.put("\033[H\033[2J");
            err.flush();
            row_ = 0;
            break;
        case 'P' & 31:
        case up:
            if (entry_ > 0) show_history(entry_ - 1);
            break;
        case 'N' & 31:
        case down:
            if (entry_ < history_size()) show_history(entry_ + 1);
            break;
        case '\t': complete(); break;
        case paste: read_paste(); break;
        default:
            if (c >= 32 && c < 256) {
                const char byte = static_cast<char>(c);
                insert({&byte, 1});
            }
        }
    }
}

}  // namespace

bool can_edit() {
    const char *terminal = variable_value("TERM");
    return isatty(0) && isatty(2) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}

bool edit_line(const char *prompt, buffer &line, bool &interrupted) {
    termios before;
    if (tcgetattr(0, &before) != 0) return false;
    termios raw = before;
    raw.c_iflag &= ~static_cast<tcflag_t>(ICRNL | INLCR | IXON);
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(0, TCSADRAIN, &raw);
    write_all(2, "\033[?2004h");
    editor e(prompt);
    const bool fine = e.run(line);
    interrupted = e.interrupted;
    write_all(2, "\033[?2004l");
    tcsetattr(0, TCSADRAIN, &before);
    return fine;
}

}  // namespace msh
