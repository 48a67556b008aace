#include "msh/editor.hpp"

#include "msh/complete_command.hpp"
#include "msh/completion.hpp"
#include "msh/history.hpp"
#include "msh/key_reader.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"
#include "msh/variable.hpp"
#include "msh/vi_keys.hpp"

#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace msh {

editor::editor(std::string_view prompt) : prompt_(prompt), entry_(history_size()) {
    const size_t newline = prompt.rfind('\n');
    if (newline != prompt.npos) {
        prompt_ = prompt.substr(newline + 1);
        for (const char c : prompt.substr(0, newline + 1))
            if (c != 1 && c != 2) err.put(c);
        err.flush();
    }
    view_.set_prompt(prompt_);
    line_text::join_kills(false);
}

void editor::show() {
    if (line_disturbed) view_.forget();
    line_disturbed = false;
    view_.draw(text.view(), text.at());
}

// Writes past the view, which is then shown anew.
void editor::put(std::string_view written) {
    write_all(2, written);
    view_.forget();
}

void editor::complete() {
    buffer addition, list;
    candidates choices;
    complete_line(text.view().substr(0, text.at()), addition, choices);
    text.insert(addition.view());
    if (!addition.empty() || choices.count() < 2) return;
    const size_t at = text.at();
    leave_line();
    text.go(at);
    winsize size;
    if (ioctl(2, TIOCGWINSZ, &size) != 0) size = {.ws_row = 24, .ws_col = 80};
    const size_t lines = list_choices(choices, size.ws_col ? size.ws_col : 80, list);
    // What would run off the screen is asked for.
    if (size.ws_row && lines >= size.ws_row) {
        buffer question;
        question.add("Show all ");
        question.add_number(static_cast<long long>(choices.count()));
        question.add(" (y or n)? ");
        put(question.view());
        int key;
        do key = read_key();
        while (key == key_nothing);
        put("\n");
        if (key != 'y' && key != 'Y' && key != ' ' && key != '\t') return;
    }
    put(list.view());
}

// The next byte, whatever signal it would send.
static int read_literally() {
    termios now, literal;
    const bool changes = tcgetattr(0, &now) == 0;
    if (changes) {
        literal = now;
        literal.c_lflag &= ~static_cast<tcflag_t>(ISIG);
        tcsetattr(0, TCSADRAIN, &literal);
    }
    const int c = read_key_byte();
    if (changes) tcsetattr(0, TCSADRAIN, &now);
    return c;
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
    text.insert(pasted.view());
}

// The cursor goes to the row below the text.
void editor::leave_line() {
    text.go(text.size());
    show();
    put("\n");
}

void editor::obey_movement(int key) {
    switch (key) {
    case control('A'):
    case key_home: text.go(text.line_begin()); break;
    case control('E'):
    case key_end_of_line: text.go(text.line_end()); break;
    case control('B'):
    case key_left: text.go(text.before(text.at())); break;
    case control('F'):
    case key_right: text.go(text.after(text.at())); break;
    case key_word_left: text.go(text.word_before(text.at(), false)); break;
    case key_word_right: text.go(text.word_after(text.at())); break;
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

after_key editor::obey(int key, edited &result) {
    const size_t at = text.at();
    bool kills = false;
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
        if (!is_complete_command(text.view())) {
            text.go(text.size());
            text.insert("\n");
            break;
        }
        leave_line();
        result = edited::line;
        return after_key::done;
    case control('D'):
        if (text.empty()) {
            put("\n");
            return after_key::end;
        }
        [[fallthrough]];
    case key_delete: text.cut(at, text.after(at), false); break;
    case 127:
    case 8: text.cut(text.before(at), at, false); break;
    case control('K'):
        text.cut(at, text.line_end() > at ? text.line_end() : text.after(at), true);
        kills = true;
        break;
    case control('U'):
        text.cut(text.line_begin() < at ? text.line_begin() : text.before(at), at, true);
        kills = true;
        break;
    case control('W'):
        text.cut(text.word_before(at, true), at, true);
        kills = true;
        break;
    case key_delete_word:
        text.cut(at, text.word_after(at), true);
        kills = true;
        break;
    case key_delete_word_left:
        text.cut(text.word_before(at, false), at, true);
        kills = true;
        break;
    case control('Y'): text.insert(text.yanked()); break;
    case control('T'): text.transpose(); break;
    case control('_'): undo_.take_back(text); break;
    case control('L'): put("\033[H\033[2J"); break;
    case control('V'):
        if (const int quoted = read_literally(); quoted > 0) {
            const char byte = static_cast<char>(quoted);
            text.insert({&byte, 1});
        }
        break;
    case '\t': complete(); break;
    case key_last_argument: add_last_argument(); break;
    case key_paste: read_paste(); break;
    default:
        if (key >= 32 && key < 256) {
            const char byte = static_cast<char>(key);
            text.insert({&byte, 1});
        } else {
            obey_movement(key);
        }
    }
    after_argument_ = key == key_last_argument;
    line_text::join_kills(kills);
    return after_key::goes_on;
}

edited editor::run(buffer &line) {
    edited result = edited::end;
    vi_keys vi(*this);
    for (after_key next = after_key::goes_on; next == after_key::goes_on;) {
        show();
        if (shell.on(option::vi)) {
            next = vi.obey_next(result);
            continue;
        }
        int key = read_key();
        if (key == control('R')) key = search();
        if (key == key_nothing) continue;
        undo_.before(text, key >= 32 && key < 256 && key != 127);
        next = obey(key, result);
    }
    if (result == edited::line) {
        line.add(text.view());
        line.add('\n');
    }
    return result;
}

static void on_window_change(int) { window_changed = 1; }

bool can_edit() {
    const char *terminal = variable_value("TERM");
    return isatty(0) && isatty(2) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}

edited edit_line(const char *prompt, buffer &line) {
    termios before;
    if (tcgetattr(0, &before) != 0) return edited::end;
    termios raw = before;
    // Ctrl-C stays a signal, and Enter a newline, so that neither is another thing to a program for
    // having been typed before it was there.
    raw.c_iflag &= ~static_cast<tcflag_t>(INLCR | IXON);
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);
    raw.c_cc[VQUIT] = raw.c_cc[VSUSP] = _POSIX_VDISABLE;
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
