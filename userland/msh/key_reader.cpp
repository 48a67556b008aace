#include "msh/key_reader.hpp"

#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

namespace msh {

volatile sig_atomic_t window_changed;
bool line_disturbed;

namespace {

constexpr int escape_wait = 50;  // milliseconds in which the rest of a sequence comes

int pushed = -1;  // a byte that is read again, or -1

// A window that changes its size in the middle of a sequence does not end it.
bool more_comes() {
    pollfd p{0, POLLIN, 0};
    int ready;
    do ready = poll(&p, 1, escape_wait);
    while (ready < 0 && errno == EINTR && !signal_waits);
    return ready > 0;
}

// False, with EINTR, after a signal; one that comes before the wait ends it, too. What is typed
// behind Ctrl-C belongs to the next line, so a signal comes before a byte.
bool wait_for_byte() {
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    int ready = -1;
    if (window_changed || signal_waits || interrupt_waits()) {
        errno = EINTR;
    } else {
        pollfd p{0, POLLIN, 0};
        ready = ppoll(&p, 1, nullptr, &before);
    }
    const int error = errno;
    window_changed = 0;
    sigprocmask(SIG_SETMASK, &before, nullptr);
    errno = signal_waits ? EINTR : error;
    return ready >= 0 && !signal_waits;
}

int read_sequence_byte() {
    unsigned char c;
    return more_comes() && read(0, &c, 1) == 1 ? c : key_unknown;
}

// Behind ESC [ or ESC O: numbers between semicolons and a letter.
int read_control_sequence() {
    int number = 0, modifier = 0;
    int c = read_sequence_byte();
    for (; (c >= '0' && c <= '9') || c == ';'; c = read_sequence_byte()) {
        if (c == ';')
            modifier = number, number = 0;
        else
            number = (number * 10 + (c - '0')) % 10000;
    }
    const bool by_word = modifier && (number == 5 || number == 3);  // Ctrl, Alt
    switch (c) {
    case 'A': return key_up;
    case 'B': return key_down;
    case 'C': return by_word ? key_word_right : key_right;
    case 'D': return by_word ? key_word_left : key_left;
    case 'H': return key_home;
    case 'F': return key_end_of_line;
    case '~':
        switch (modifier ? modifier : number) {
        case 1:
        case 7: return key_home;
        case 4:
        case 8: return key_end_of_line;
        case 3: return key_delete;
        case 200: return key_paste;
        }
    }
    return key_unknown;
}

int read_escape(bool ends_insertion) {
    const int c = read_sequence_byte();
    if (c == key_unknown) return key_escape;
    if (ends_insertion && c != '[') {
        pushed = c;
        return key_escape;
    }
    switch (c) {
    case 'b': return key_word_left;
    case 'f': return key_word_right;
    case 'd': return key_delete_word;
    case 127:
    case 8: return key_delete_word_left;
    case '.':
    case '_': return key_last_argument;
    case '[':
    case 'O': return read_control_sequence();
    default: return key_unknown;
    }
}

}  // namespace

int read_key_byte() {
    if (pushed >= 0) {
        const int c = pushed;
        pushed = -1;
        return c;
    }
    unsigned char c;
    const ssize_t count = wait_for_byte() ? read(0, &c, 1) : -1;
    if (count == 1) return c;
    if (count == 0 || errno != EINTR) return key_end;
    if (interrupt_waits() || trapped_signal() == SIGINT) return key_interrupt;
    if (signal_waits) {
        write_all(2, "\n");
        line_disturbed = true;
        run_traps();
    }
    return shell.leaving == unwinding::none ? key_nothing : key_end;
}

int read_key(bool vi) {
    const int c = read_key_byte();
    return c == 27 ? read_escape(vi) : c;
}

}  // namespace msh
